package picture

import (
	"fmt"
	"strings"

	"kasha/internal/dashboard"
	"kasha/lib/spelling"
)

// The grid of a dashboard in pixels: CloudWatch's has 24 columns, and rows of a fixed height.
const (
	gridColumn  = 46.0
	gridRow     = 19.0
	gridColumns = 24
	tileColumns = 5
	tileHeight  = 15.0
	widgetHead  = 24.0
)

// OfDashboard draws a preview of a dashboard: where each widget stands, which metrics it shows, and how many alarms watch them.
func OfDashboard(d dashboard.Dashboard, options Options) string {
	bottom := 0
	for _, widget := range d.Widgets {
		bottom = max(bottom, widget.Y+widget.Height)
	}
	c := &canvas{options: options}
	c.open(2*margin+gridColumns*gridColumn, 2*margin+float64(bottom)*gridRow, "Dashboard "+d.Name, describeDashboard(d))
	for _, widget := range d.Widgets {
		drawWidget(c, widget)
	}
	c.close()
	return c.String()
}

func drawWidget(c *canvas, w dashboard.Widget) {
	x, y := margin+float64(w.X)*gridColumn+3, margin+float64(w.Y)*gridRow+3
	width, height := float64(w.Width)*gridColumn-6, float64(w.Height)*gridRow-6
	c.group(w.Title)
	c.rect(x, y, width, height, 6, "box")
	c.text(x+12, y+19, "widget-title", fit(w.Title, width-24, 16))
	if len(w.Alarms) > 0 {
		drawTiles(c, w.Alarms, x+12, y+widgetHead, width-24, height-widgetHead)
		c.end()
		return
	}
	lines := counted(w.Metrics)
	room := int((height - widgetHead - 8) / 17)
	below := len(w.Lines)
	if len(w.Watched) > 0 {
		below++
	}
	if len(lines) > room-below {
		kept := max(room-below-1, 0)
		lines = append(lines[:kept], fmt.Sprintf("and %d more", len(lines)-kept))
	}
	at := y + widgetHead + 15
	for _, line := range lines {
		c.text(x+12, at, "quiet", fit(line, width-24, 13))
		at += 17
	}
	for _, line := range w.Lines {
		c.path("mark-line", point{x + 12, at - 4}, point{x + 34, at - 4})
		c.text(x+40, at, "quiet", fit(line, width-52, 13))
		at += 17
	}
	if text := watchedBy(w); text != "" {
		c.text(x+12, y+height-9, "watched", fit(text, width-24, 13))
	}
	c.end()
}

// counted joins what is there several times, such as the same metric of several queues: 4 × Messages, Maximum.
func counted(texts []string) []string {
	var lines []string
	count := map[string]int{}
	for _, text := range texts {
		if count[text]++; count[text] == 1 {
			lines = append(lines, text)
		}
	}
	for i, text := range lines {
		if n := count[text]; n > 1 {
			lines[i] = fmt.Sprintf("%d × %s", n, text)
		}
	}
	return lines
}

// watchedBy says how many alarms watch the metrics of a widget.
func watchedBy(w dashboard.Widget) string {
	switch len(w.Watched) {
	case 0:
		return ""
	case 1:
		return "1 alarm watches this"
	}
	return fmt.Sprintf("%d alarms watch this", len(w.Watched))
}

// drawTiles draws one tile for each alarm, by the part of its name that the others do not share.
func drawTiles(c *canvas, alarms []string, x, y, width, height float64) {
	shared := len(sharedPrefix(alarms))
	rows := int(height / tileHeight)
	most := rows * tileColumns
	for i, alarm := range alarms {
		text := alarm[shared:]
		if i == most-1 && len(alarms) > most {
			text = fmt.Sprintf("and %d more", len(alarms)-most+1)
		}
		if i >= most {
			return
		}
		left, top := x+width/tileColumns*float64(i%tileColumns), y+tileHeight*float64(i/tileColumns)
		c.rect(left, top+3, 9, 9, 2, "tile")
		c.text(left+15, top+11, "small", fit(text, width/tileColumns-20, 12))
	}
}

// sharedPrefix is the beginning that all names share, up to a dash.
func sharedPrefix(names []string) string {
	shared := names[0]
	for _, name := range names {
		for !strings.HasPrefix(name, shared) {
			shared = shared[:len(shared)-1]
		}
	}
	return shared[:strings.LastIndex(shared, "-")+1]
}

func describeDashboard(d dashboard.Dashboard) string {
	var parts []string
	for _, w := range d.Widgets {
		what := w.Title
		switch {
		case len(w.Alarms) > 0:
			what += " (the state of " + spelling.Count(len(w.Alarms), "alarm") + ")"
		case len(w.Metrics) > 0:
			what += " (" + strings.Join(w.Metrics, "; ") + ")"
		}
		parts = append(parts, what)
	}
	return "From the top: " + strings.Join(parts, ". ") + "."
}
