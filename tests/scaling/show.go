package scaling

import (
	"fmt"
	"strings"
)

// hour is what is shown of an hour.
type hour struct{ arrived, waiting, oldest, least, most, paid int }

func hours(day []Minute) []hour {
	var all []hour
	for start := 0; start+60 <= len(day); start += 60 {
		h := hour{least: day[start].Running}
		for _, minute := range day[start : start+60] {
			h.arrived += minute.Arrived
			h.waiting, h.oldest = max(h.waiting, minute.Waiting), max(h.oldest, minute.Oldest)
			h.least, h.most = min(h.least, minute.Running), max(h.most, minute.Running)
			h.paid += minute.Desired
		}
		all = append(all, h)
	}
	return all
}

// Table shows a day by the hour. Hours in which nothing happened are left out.
func Table(day []Minute) string {
	var text strings.Builder
	text.WriteString("| Hour | Messages | Most waiting | Longest wait, s | Tasks, least and most | Task-minutes |\n" +
		"| --- | --- | --- | --- | --- | --- |\n")
	for at, h := range hours(day) {
		if h.arrived+h.waiting+h.paid > 0 {
			fmt.Fprintf(&text, "| %02d:00 | %d | %d | %d | %d to %d | %d |\n", at, h.arrived, h.waiting, h.oldest, h.least, h.most, h.paid)
		}
	}
	return text.String()
}

// Plot shows the most tasks in every twelve minutes, one line for each number of tasks.
func Plot(day []Minute) string {
	const minutes = 12
	most := 0
	for _, minute := range day {
		most = max(most, minute.Running)
	}
	var text strings.Builder
	for tasks := most; tasks > 0; tasks-- {
		fmt.Fprintf(&text, "tasks %2d |", tasks)
		for start := 0; start+minutes <= len(day); start += minutes {
			running := 0
			for _, minute := range day[start : start+minutes] {
				running = max(running, minute.Running)
			}
			text.WriteString(map[bool]string{true: "#", false: " "}[running >= tasks])
		}
		text.WriteString("|\n")
	}
	text.WriteString("    hour |")
	for hour := range len(day) / 60 {
		fmt.Fprintf(&text, "%02d   ", hour)
	}
	text.WriteString("|\n")
	return text.String()
}
