import net from 'node:net'

/** As much as one read of the socket brings at most. */
const READ_BYTES = 256 * 1024

/**
 * A socket that reads into one buffer of its own instead of a new one each time, which would be most of the garbage of a
 * large scan. 'data' carries copies, and while `lends` is set views, valid during the call only.
 */
export interface LendingSocket extends net.Socket {
  lends: boolean
}

export function createLendingSocket(): LendingSocket {
  const onread: net.OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback: (bytes, buffer) => {
      const read = Buffer.from(buffer.buffer, buffer.byteOffset, bytes)
      socket.emit('data', socket.lends ? read : Buffer.from(read))
      return true
    },
  }
  const socket: LendingSocket = Object.assign(new net.Socket({ onread }), { lends: false })
  return socket
}

export const isLending = (stream: object): stream is LendingSocket => 'lends' in stream
