import Arrays
import Glibc

// The library's functions under names that don't collide with the rows'.

func logarithm(_ x: Double) -> Double { Tensor(x).map(Kernels.log)[0] }
func raise(_ x: Double, to power: Double) -> Double { Glibc.pow(x, power) }
