package report

import (
	"html/template"
	"strconv"

	"kasha/internal/cloudformation"
	"kasha/internal/dashboard"
	"kasha/internal/picture"
	"kasha/lib/spelling"
)

// board is the preview of a dashboard, or why there is none.
type board struct {
	Name, Widgets, Problem string
	Picture                template.HTML
}

func boardsOf(env cloudformation.Environment, id string) []board {
	dashboards, err := dashboard.Read(env)
	if err != nil {
		return []board{{Problem: err.Error()}}
	}
	var boards []board
	for i, d := range dashboards {
		boards = append(boards, board{
			Name: d.Name, Widgets: spelling.Count(len(d.Widgets), "widget"),
			Picture: template.HTML(picture.OfDashboard(d, picture.Options{Prefix: id + "-dashboard-" + strconv.Itoa(i) + "-", InPage: true})),
		})
	}
	return boards
}
