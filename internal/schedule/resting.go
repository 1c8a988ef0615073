package schedule

import (
	"errors"
	"time"

	"kasha/internal/assembly"
)

// Resting returns the shares of an ordinary week in which the tasks and the database of an environment are off: zero without a schedule. An
// ordinary week has no change of the clocks.
func Resting(stacks []assembly.Stack) (tasks, database float64, err error) {
	found, err := Read(stacks)
	if errors.Is(err, ErrNone) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	const days = 7
	week := found.Calendar(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), days)
	return week.Off("frontend"), week.Off("database"), nil
}
