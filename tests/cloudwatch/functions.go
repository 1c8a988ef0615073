package cloudwatch

import (
	"fmt"
	"go/ast"
	"go/token"
	"math"
	"slices"
	"strings"
)

// call evaluates a function. An unknown one is an error: what the simulator does not know, it must not guess.
func (c calculation) call(e *ast.CallExpr) (value, error) {
	name, _ := e.Fun.(*ast.Ident)
	if name == nil {
		return value{}, fmt.Errorf("a call of %T", e.Fun)
	}
	if name.Name == "METRICS" {
		return c.all(e)
	}
	var arguments []value
	for _, argument := range e.Args {
		v, err := c.of(argument)
		if err != nil {
			return value{}, err
		}
		arguments = append(arguments, v)
	}
	switch fmt.Sprintf("%s/%d", name.Name, len(arguments)) {
	case "FILL/2":
		return c.fill(arguments[0], arguments[1])
	case "IF/3":
		return c.choose(arguments[0], arguments[1], arguments[2])
	case "ABS/1":
		return each(func(i int) (float64, error) { return math.Abs(arguments[0].at(i)), nil }, arguments[0])
	case "CEIL/1":
		return each(func(i int) (float64, error) { return math.Ceil(arguments[0].at(i)), nil }, arguments[0])
	case "DIFF/1":
		return value{series: differences(arguments[0].series, 1)}, nil
	case "RATE/1":
		return value{series: differences(arguments[0].series, c.seconds)}, nil
	case "REMOVE_EMPTY/1":
		kept := slices.DeleteFunc(slices.Clone(arguments[0].array), isEmpty)
		return value{array: kept}, nil
	case "SUM/1":
		return c.sum(arguments[0].array)
	}
	return value{}, fmt.Errorf("function %s with %d arguments; fix: teach tests/cloudwatch", name.Name, len(arguments))
}

// all is METRICS(), every metric of the alarm, or METRICS("part"), those whose id contains the part.
func (c calculation) all(e *ast.CallExpr) (value, error) {
	part := ""
	if len(e.Args) > 0 {
		literal, ok := e.Args[0].(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING || len(e.Args) > 1 {
			return value{}, fmt.Errorf("METRICS takes one string at most")
		}
		part = strings.Trim(literal.Value, `"`)
	}
	array := [][]float64{}
	for _, metric := range c.metrics {
		if strings.Contains(metric.ID, part) {
			array = append(array, c.named[metric.ID])
		}
	}
	return value{array: array}, nil
}

// fill replaces missing points by a number.
func (c calculation) fill(in, with value) (value, error) {
	if !with.isNumber() || in.isNumber() {
		return value{}, fmt.Errorf("FILL takes a series or an array, and a number; fix: teach tests/cloudwatch")
	}
	filled := func(series []float64) []float64 {
		if c.doubt.EmptyStaysEmpty && isEmpty(series) {
			return series
		}
		result := slices.Clone(series)
		for i, point := range result {
			if isMissing(point) {
				result[i] = with.number
			}
		}
		return result
	}
	if in.series != nil {
		return value{series: filled(in.series)}, nil
	}
	all := make([][]float64, 0, len(in.array))
	for _, series := range in.array {
		all = append(all, filled(series))
	}
	return value{array: all}, nil
}

func (c calculation) choose(condition, yes, no value) (value, error) {
	return each(func(i int) (float64, error) {
		is, then, otherwise := condition.at(i), yes.at(i), no.at(i)
		switch {
		case isMissing(is), c.doubt.IfNeedsAll && (isMissing(then) || isMissing(otherwise)):
			return missing, nil
		case is != 0:
			return then, nil
		}
		return otherwise, nil
	}, condition, yes, no)
}

// differences are those between each point and the real one before it, per so many seconds. The first point has none.
func differences(series []float64, seconds float64) []float64 {
	result := make([]float64, len(series))
	last := -1
	for i, point := range series {
		result[i] = missing
		if isMissing(point) {
			continue
		}
		if last >= 0 {
			result[i] = point - series[last]
			if seconds != 1 {
				result[i] /= seconds * float64(i-last)
			}
		}
		last = i
	}
	return result
}

// sum adds the series of an array, point by point. Where one has no point, the sum has none either: the page does not say it.
func (c calculation) sum(array [][]float64) (value, error) {
	result := make([]float64, c.length)
	for i := range result {
		if len(array) == 0 {
			result[i] = missing
		}
		for _, series := range array {
			result[i] += series[i]
		}
	}
	return value{series: result}, nil
}

func isEmpty(series []float64) bool {
	return !slices.ContainsFunc(series, func(point float64) bool { return !isMissing(point) })
}
