package password

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// TestErrorsHoldNoStatement catches a message in which MySQL quotes the statement with the password in it.
func TestErrorsHoldNoStatement(t *testing.T) {
	quoting := &mysql.MySQLError{Number: 1064, Message: "You have an error near 'hunter2'"}
	wrapped := fmt.Errorf("driver: %w", quoting)
	for _, err := range []error{statementError("a step", quoting), statementError("a step", wrapped), loginError(quoting)} {
		if strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "1064") {
			t.Errorf("got %q, want the number 1064 and no text of MySQL's", err)
		}
	}
}

// TestRefusalsAreToldFromFailures catches a wrong password that is reported as a network problem, and the reverse.
func TestRefusalsAreToldFromFailures(t *testing.T) {
	for number, denied := range map[uint16]bool{1045: true, 3118: true, 4151: true, 1820: true, 1040: false, 1129: false} {
		if got := errors.Is(loginError(&mysql.MySQLError{Number: number}), ErrDenied); got != denied {
			t.Errorf("MySQL error %d: a refusal is %v, want %v", number, got, denied)
		}
	}
}
