package snapshot

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// object writes one line per key, sorted, with its value indented below.
func (p paths) object(object map[string]any) []string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(object)) {
		lines = append(lines, p.entry(key+":", object[key])...)
	}
	return lines
}

func (p paths) entry(label string, value any) []string {
	switch value := unpacked(value).(type) {
	case map[string]any:
		if len(value) == 0 {
			return []string{label + " {}"}
		}
		return append([]string{label}, indented(p.object(value))...)
	case []any:
		if inline, ok := p.inline(value); ok {
			return []string{label + " " + inline}
		}
		lines := []string{label}
		for _, element := range value {
			lines = append(lines, p.element(element)...)
		}
		return lines
	default:
		return []string{label + " " + p.scalar(value)}
	}
}

// element writes one element of a list, with a dash before its first line.
func (p paths) element(element any) []string {
	var lines []string
	switch element := unpacked(element).(type) {
	case map[string]any:
		lines = p.object(element)
	case []any: // a dashboard's metric, say
		data, _ := json.Marshal(element)
		lines = []string{p.text(string(data))}
	default:
		lines = []string{p.scalar(element)}
	}
	if len(lines) == 0 {
		return []string{"- {}"}
	}
	lines = indented(lines)
	lines[0] = "- " + lines[0][2:]
	return lines
}

// inline writes a short list of scalars on one line.
func (p paths) inline(list []any) (string, bool) {
	texts := make([]string, len(list))
	for i, element := range list {
		switch element.(type) {
		case map[string]any, []any:
			return "", false
		}
		texts[i] = p.scalar(element)
	}
	joined := "[" + strings.Join(texts, ", ") + "]"
	return joined, len(joined) <= 100
}

func (p paths) scalar(value any) string {
	if text, ok := value.(string); ok {
		if strings.Contains(text, "\n") {
			return strconv.Quote(p.text(text))
		}
		return p.text(text)
	}
	data, _ := json.Marshal(value)
	return string(data)
}

// unpacked parses JSON documents that CloudFormation carries as text: dashboards, lifecycle policies, state machines.
func unpacked(value any) any {
	text, ok := value.(string)
	if !ok || !strings.HasPrefix(text, "{") || strings.HasPrefix(text, "{{") {
		return value
	}
	var document map[string]any
	if json.Unmarshal([]byte(unquoted(text)), &document) != nil {
		return value
	}
	return document
}

// unquoted writes unresolved functions, such as ${Fn::Select([1,"..."])}, without the quotes that would end the JSON text around them.
func unquoted(text string) string {
	var b strings.Builder
	depth := 0 // of braces within such a function
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "${") && (depth > 0 || strings.HasPrefix(text[i:], "${Fn::")):
			depth++
			b.WriteString("${")
			i++
		case depth == 0:
			b.WriteByte(text[i])
		case text[i] == '}':
			depth--
			b.WriteByte('}')
		case text[i] == '"':
			b.WriteByte('\'')
		case text[i] != '\\':
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// outputs lists the outputs that people and the pipeline read. The CDK's own outputs carry values to other stacks and show where they are
// used.
func (p paths) outputs(outputs map[string]assembly.Output) Block {
	block := Block{Title: "Outputs"}
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		if !strings.HasPrefix(name, "PublishOutput") && !strings.HasPrefix(name, "ExportsOutput") {
			block.Lines = append(block.Lines, name+": "+p.text(p.expression(outputs[name].Value)))
		}
	}
	return block
}

// expression writes the functions that outputs use. Any other stays as it is.
func (p paths) expression(value any) string {
	object, ok := value.(map[string]any)
	if !ok || len(object) != 1 {
		return fmt.Sprint(value)
	}
	if id, ok := object["Ref"].(string); ok {
		return cloudformation.Reference{Stack: p.stack, LogicalID: id}.String()
	}
	if list, ok := object["Fn::GetAtt"].([]any); ok && len(list) == 2 {
		return cloudformation.Reference{Stack: p.stack, LogicalID: fmt.Sprint(list[0]), Attribute: fmt.Sprint(list[1])}.String()
	}
	if list, ok := object["Fn::Join"].([]any); ok && len(list) == 2 {
		parts, _ := list[1].([]any)
		var texts []string
		for _, part := range parts {
			texts = append(texts, p.expression(part))
		}
		return strings.Join(texts, fmt.Sprint(list[0]))
	}
	data, _ := json.Marshal(value)
	return string(data)
}

func indented(lines []string) []string {
	moved := make([]string, len(lines))
	for i, line := range lines {
		moved[i] = "  " + line
	}
	return moved
}
