package picture

import (
	"fmt"
	"html"
	"strings"
)

// canvas writes SVG.
type canvas struct {
	strings.Builder
	options Options
}

// open begins the picture. As a file it is one image for a screen reader; in a page its things are read one by one.
func (c *canvas) open(width, height float64, title, description string) {
	id, role := c.options.Prefix, "img"
	if c.options.InPage {
		role = "group"
	}
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 %s %s" width="%s" height="%s" role="%s" `+
		`aria-labelledby="%stitle" aria-describedby="%sdescription">`+"\n",
		number(width), number(height), number(width), number(height), role, id, id)
	fmt.Fprintf(c, "<title id=\"%stitle\">%s</title>\n<desc id=\"%sdescription\">%s</desc>\n",
		id, html.EscapeString(title), id, html.EscapeString(description))
	if !c.options.InPage {
		c.WriteString("<style>\n" + style + "</style>\n")
	}
	c.rect(0, 0, width, height, 0, "paper")
}

func (c *canvas) close() { c.WriteString("</svg>\n") }

func (c *canvas) rect(x, y, width, height, radius float64, class string) {
	fmt.Fprintf(c, `<rect x="%s" y="%s" width="%s" height="%s" rx="%s" class="%s"/>`+"\n",
		number(x), number(y), number(width), number(height), number(radius), class)
}

func (c *canvas) text(x, y float64, class, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(c, `<text x="%s" y="%s" class="%s">%s</text>`+"\n", number(x), number(y), class, html.EscapeString(text))
}

// path draws a line through points.
func (c *canvas) path(class string, points ...point) {
	var d strings.Builder
	for i, p := range points {
		command := " L"
		if i == 0 {
			command = "M"
		}
		d.WriteString(command + number(p.x) + " " + number(p.y))
	}
	fmt.Fprintf(c, `<path d="%s" class="%s"/>`+"\n", d.String(), class)
}

type point struct{ x, y float64 }

// arrow draws a head that points in a direction: down, up, left or right.
func (c *canvas) arrow(at point, direction, class string) {
	a, b := point{at.x - 5, at.y - 9}, point{at.x + 5, at.y - 9}
	switch direction {
	case "up":
		a, b = point{at.x - 5, at.y + 9}, point{at.x + 5, at.y + 9}
	case "right":
		a, b = point{at.x - 9, at.y - 5}, point{at.x - 9, at.y + 5}
	case "left":
		a, b = point{at.x + 9, at.y - 5}, point{at.x + 9, at.y + 5}
	}
	fmt.Fprintf(c, `<path d="M%s %s L%s %s L%s %s Z" class="%s"/>`+"\n",
		number(at.x), number(at.y), number(a.x), number(a.y), number(b.x), number(b.y), class)
}

// dot marks where two lines join. Without one, they cross.
func (c *canvas) dot(at point, class string) {
	fmt.Fprintf(c, `<circle cx="%s" cy="%s" r="4" class="%s"/>`+"\n", number(at.x), number(at.y), class)
}

// thing begins a group for something that a reader may point at or move to. label says everything about it.
func (c *canvas) thing(id, label string) {
	class := "thing"
	if mark := c.options.Marks[id]; mark != "" {
		class += " " + string(mark)
	}
	fmt.Fprintf(c, `<g class="%s" data-id="%s"`, class, html.EscapeString(id))
	if c.options.InPage {
		fmt.Fprintf(c, ` tabindex="0" role="button" aria-label="%s"`, html.EscapeString(label))
	}
	fmt.Fprintf(c, ">\n<title>%s</title>\n", html.EscapeString(label))
}

// link begins a group for a line between things.
func (c *canvas) link(from, to, label string) {
	class := "link"
	if mark := c.options.Marks[LineID(from, to)]; mark != "" {
		class += " " + string(mark)
	}
	fmt.Fprintf(c, `<g class="%s" data-from="%s" data-to="%s">`+"\n<title>%s</title>\n",
		class, html.EscapeString(from), html.EscapeString(to), html.EscapeString(label))
}

// group begins a group that does nothing when a reader points at it.
func (c *canvas) group(label string) {
	fmt.Fprintf(c, "<g>\n<title>%s</title>\n", html.EscapeString(label))
}

func (c *canvas) end() { c.WriteString("</g>\n") }

// lettersIn is how many letters have room. The average letter of a wide sans-serif font, such as DejaVu Sans, is 0.57 times as wide as
// high.
func lettersIn(width, size float64) int { return max(int(width/(size*0.57)), 1) }

// fit cuts a text that may be wider than a number of pixels.
func fit(text string, width, size float64) string {
	most := lettersIn(width, size)
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return strings.TrimRight(string(letters[:max(most-1, 1)]), " ,;") + "…"
}
