package config

import (
	"fmt"
	"strings"
)

func badAliases() []bad {
	const domain = `"domain": {"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "Z123"}`
	edge := func(name, fields, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"edge": {` + domain + `, ` + fields + `}}`, path: "edge." + path, wrong: wrong, fix: fix}
	}
	var many []string
	for i := range 10 {
		many = append(many, fmt.Sprintf(`"a%d.example.com"`, i))
	}
	return []bad{
		{name: "alias without a domain", patch: `{"edge": {"aliases": ["www.example.com"]}}`, path: "edge.aliases",
			wrong: "has no domain", fix: "add edge.domain"},
		{name: "redirection without a domain", patch: `{"edge": {"redirectTo": "www.example.com"}}`, path: "edge.redirectTo",
			wrong: "has no domain", fix: "add edge.domain"},
		edge("alias that is no name", `"aliases": ["https://www.example.com"]`, "aliases[0]", "is not a host name", `"www.example.com"`),
		edge("wildcard alias", `"aliases": ["*.example.com"]`, "aliases[0]", "is not a host name", `"www.example.com"`),
		edge("alias that is the domain", `"aliases": ["app.example.com"]`, "aliases[0]", "is the domain itself", "further names"),
		edge("alias that is the load balancer's name", `"aliases": ["origin.app.example.com"]`, "aliases[0]", "is the name of the load balancer",
			"another name"),
		edge("alias in another zone", `"aliases": ["www.example.org"]`, "aliases[0]", "is not inside the zone", `"www.example.com"`),
		edge("alias twice", `"aliases": ["www.example.com", "www.example.com"]`, "aliases[1]", "twice", "it once"),
		edge("too many aliases", `"aliases": [`+strings.Join(many, ", ")+`]`, "aliases", "the list has 10 aliases", "at most 9"),
		edge("redirection to a foreign name", `"aliases": ["www.example.com"], "redirectTo": "example.com"`, "redirectTo",
			"is none of the site's names", "one of app.example.com, www.example.com"),
		edge("nothing to redirect", `"redirectTo": "app.example.com"`, "redirectTo", "has one name only", "edge.aliases"),
	}
}
