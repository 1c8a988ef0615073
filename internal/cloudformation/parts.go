package cloudformation

import "regexp"

// partOfValue is how one element of a resource's value reads that cannot be taken apart here, such as the id in a proxy's ARN.
var partOfValue = regexp.MustCompile(`\$\{Fn::Select\(\["?\d+"?,"\$\{Fn::Split\(\[\\"[^"\\]*\\",\\"(\$\{[^{}]+\})\\"\]\)\}"\]\)\}`)

// wholeValues puts the value for a part of it. Whoever deploys has no say in an ARN, nor in a part of one; it is as open as the
// value that it is taken from.
func wholeValues(text string) string { return partOfValue.ReplaceAllString(text, "$1") }
