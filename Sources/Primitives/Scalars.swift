import Glibc

// The library's functions under names that don't collide with the rows'.

func logarithm(_ x: Double) -> Double { Glibc.log(x) }
func raise(_ x: Double, to power: Double) -> Double { Glibc.pow(x, power) }
