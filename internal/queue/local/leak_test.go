package local_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain holds that nothing goes on running when the tests have ended.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
