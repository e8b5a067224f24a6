/** The page is drawn in the browser; the server only hands out its shell. */
export const ssr = false
