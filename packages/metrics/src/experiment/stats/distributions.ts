/// <reference path="./jstat.d.ts" />
import library from 'jstat'

const { normal, studentt, chisquare } = library.jStat

/** z with P(Z <= z) = probability for a standard normal Z. */
export const normalQuantile = (probability: number): number => normal.inv(probability, 0, 1)

/** P(Z <= z) for a standard normal Z. */
export const normalCdf = (z: number): number => normal.cdf(z, 0, 1)

/** t with P(T <= t) = probability for Student's t; the degrees of freedom need not be whole. */
export const studentQuantile = (probability: number, degrees: number): number => studentt.inv(probability, degrees)

/** P(|T| >= |t|) for Student's t. */
export const studentTwoSided = (t: number, degrees: number): number => 2 * studentt.cdf(-Math.abs(t), degrees)

/** P(X >= x) for a chi-square X. */
export const chiSquareTail = (x: number, degrees: number): number => 1 - chisquare.cdf(x, degrees)
