package picture

import (
	"fmt"

	"kasha/internal/architecture"
)

// icon draws a plain shape of our own, twenty pixels wide. The name stands beside it, so it carries no meaning alone.
func (c *canvas) icon(kind architecture.Kind, x, y float64) {
	if d := shapes()[kind]; d != "" {
		fmt.Fprintf(c, `<path transform="translate(%s %s)" d="%s" class="icon"/>`+"\n", number(x), number(y), d)
	}
}

func shapes() map[architecture.Kind]string {
	return map[architecture.Kind]string{
		architecture.Viewers:      "M10 2 a4 4 0 1 0 .01 0 Z M2 19 a8 7 0 0 1 16 0",
		architecture.Edge:         "M10 1 L18 4 V10 C18 15 14 18 10 19.5 C6 18 2 15 2 10 V4 Z M6 10 l3 3 l5 -6",
		architecture.LoadBalancer: "M2 10 H7 M7 10 L13 4 H18 M7 10 H18 M7 10 L13 16 H18",
		architecture.Gateway:      "M3 5 V15 M3 10 H17 M12 5 L17 10 L12 15",
		architecture.Service:      "M2 6 L10 2 L18 6 L10 10 Z M2 10 L10 14 L18 10 M2 14 L10 18 L18 14",
		architecture.Task:         "M3 3 H17 V17 H3 Z M8 7 L13 10 L8 13 Z",
		architecture.Function:     "M5 3 H8 L14 17 H16 M9.5 8 L5 17",
		architecture.Other:        "M3 3 H17 V17 H3 Z",
		architecture.Proxy:        "M2 3 H18 L12 10 V17 L8 15 V10 Z",
		architecture.Database:     "M3 5 a7 3 0 1 0 14 0 a7 3 0 1 0 -14 0 V15 a7 3 0 0 0 14 0 V5 M3 10 a7 3 0 0 0 14 0",
		architecture.Replica:      "M3 5 a7 3 0 1 0 14 0 a7 3 0 1 0 -14 0 V15 a7 3 0 0 0 14 0 V5 M10 10 V15 M7.5 12.5 L10 15 L12.5 12.5",
		architecture.Queue:        "M2 5 H18 V15 H2 Z M6 5 V15 M10 5 V15 M14 5 V15",
		architecture.Bucket:       "M3 5 a7 2.5 0 1 0 14 0 a7 2.5 0 1 0 -14 0 L5 17 a5 1.8 0 0 0 10 0 L17 5",
	}
}
