package clean

import (
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain holds that nothing goes on running when the tests have ended. An extraction that was left behind ends in its own time.
func TestMain(m *testing.M) {
	status := m.Run()
	for end := time.Now().Add(time.Minute); status == 0; {
		err := goleak.Find()
		if err == nil {
			break
		}
		if time.Now().After(end) {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}
