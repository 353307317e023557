//go:build drill

package main

import (
	"bytes"
	"os"
)

// struck kills this program at once and without a word where a page has the word that $RAWI_DRILL_KILL names: as a page would that its
// reader cannot bear.
func struck(page []byte) {
	word := os.Getenv("RAWI_DRILL_KILL")
	if word == "" || !bytes.Contains(page, []byte(word)) {
		return
	}
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		self.Kill()
	}
	select {}
}
