// Package picture draws an environment and a pipeline as SVG. An environment has a fixed grid: zones are columns, tiers are rows, and
// what all zones share is on the right. So simple code places the boxes, instead of a general layout engine;
// docs/decisions/0017-pictures-on-a-fixed-grid.md compares the two.
//
// The same input always gives the same bytes. A picture loads no other files, and follows the viewer's light or dark mode.
//
// Failure modes: the width of a text is estimated, because no font is measured. A text that may not fit continues on the next line. Names
// of stages and names above cells are shortened with an ellipsis. The SVG title, which a pointer or a screen reader shows, has the whole
// name.
package picture

import (
	_ "embed"
	"strconv"

	"kasha/internal/architecture"
)

// Mark says that a thing differs between two pictures.
type Mark string

// The marks of a review.
const (
	Added    Mark = "added"
	Removed  Mark = "removed"
	Replaced Mark = "replaced"
	Changed  Mark = "changed"
)

// Here is the mark of the stage that deploys the environment beside whose picture the pipeline's stands.
const Here Mark = "here"

// Options are what differs between a picture in a file and one in a page.
type Options struct {
	Prefix string          // of all IDs, so that a page may have several pictures
	InPage bool            // the page has the style, and its things can be reached with the keyboard
	Marks  map[string]Mark // by ID of a component, by LineID of a line, or by name of a stage
}

// LineID names the line from one component to another in Options.Marks.
func LineID(from, to string) string { return from + " > " + to }

//go:embed picture.css
var style string

// Style is the style sheet of pictures that stand in a page.
func Style() string { return style }

// Of draws an environment.
func Of(system architecture.System, options Options) string {
	l := newLayout(system, options.Marks)
	c := &canvas{options: options}
	c.open(l.width, l.height, "The architecture of "+system.Name, Describe(system))
	l.drawFrame(c)
	l.drawConnections(c)
	l.drawUses(c)
	for _, box := range l.boxes {
		l.drawBox(c, box)
	}
	l.drawThings(c)
	l.drawLists(c)
	l.drawLegend(c)
	c.close()
	return c.String()
}

func number(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }
