declare module 'jstat' {
  interface Distribution<P extends readonly number[]> {
    cdf(x: number, ...parameters: P): number
    inv(probability: number, ...parameters: P): number
  }
  const library: {
    readonly jStat: {
      readonly normal: Distribution<[mean: number, standardDeviation: number]>
      readonly studentt: Distribution<[degreesOfFreedom: number]>
      readonly chisquare: Distribution<[degreesOfFreedom: number]>
    }
  }
  export default library
}
