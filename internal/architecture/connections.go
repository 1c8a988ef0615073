package architecture

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/reach"
)

// readConnections keeps the connections between components. What leaves the VPC is no arrow in a picture, because nearly everything
// may do it: it becomes Component.Out.
func (r *reader) readConnections(edges []reach.Edge) {
	between := map[[2]string][]reach.Edge{}
	var order [][2]string
	for _, edge := range edges {
		from := r.index(edge.From)
		if from < 0 {
			continue
		}
		if edge.To == allowlist.Internet || strings.HasPrefix(edge.To, allowlist.AWSServicePrefix) {
			r.addWayOut(from, edge)
			continue
		}
		pair := [2]string{edge.From, edge.To}
		if r.index(edge.To) < 0 {
			continue
		}
		if between[pair] == nil {
			order = append(order, pair)
		}
		between[pair] = append(between[pair], edge)
	}
	for _, pair := range order {
		label, only := describe(between[pair])
		r.system.Connections = append(r.system.Connections, Connection{From: pair[0], To: pair[1], Label: label, Only: only})
	}
}

func (r *reader) index(id string) int {
	return slices.IndexFunc(r.system.Components, func(c Component) bool { return c.ID == id })
}

// addWayOut says how a component leaves the VPC, once for each way: internet: tcp 443 via NAT gateway.
func (r *reader) addWayOut(from int, edge reach.Edge) {
	component := &r.system.Components[from]
	way := edge.To + ": " + edge.Ports() + " via " + string(edge.Via)
	if edge.To != allowlist.Internet && edge.Via == allowlist.NATGateway {
		return // one of the public addresses that the line about the internet covers
	}
	if !slices.Contains(component.Out, way) {
		component.Out = append(component.Out, way)
	}
}

// describe joins the ports of several connections between the same two: tcp 443, 80; udp 443. The limits stand apart.
func describe(edges []reach.Edge) (label, only string) {
	var protocols, limits []string
	ports := map[string][]string{}
	for _, edge := range edges {
		if !slices.Contains(protocols, edge.Protocol) {
			protocols = append(protocols, edge.Protocol)
		}
		text := strconv.Itoa(edge.First)
		switch {
		case edge.First == 1 && edge.Last == 65535:
			text = "every port"
		case edge.Last != edge.First:
			text = fmt.Sprintf("%d-%d", edge.First, edge.Last)
		}
		if !slices.Contains(ports[edge.Protocol], text) {
			ports[edge.Protocol] = append(ports[edge.Protocol], text)
		}
		if limit := edge.Ports() + " only " + edge.Only; edge.Only != "" && !slices.Contains(limits, limit) {
			limits = append(limits, limit)
		}
	}
	var labels []string
	for _, protocol := range protocols {
		labels = append(labels, protocol+" "+strings.Join(ports[protocol], ", "))
	}
	return strings.Join(labels, "; "), strings.Join(limits, "; ")
}
