//go:build !unix

package storetest

// processor is not known here.
func processor() int64 { return 0 }
