package cloudwatch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
)

// expression is a metric math expression. The syntax of those that Kasha writes is also Go's.
type expression struct{ root ast.Expr }

func parseExpression(text string) (expression, error) {
	root, err := parser.ParseExpr(text)
	if err != nil {
		return expression{}, fmt.Errorf("%s: %v; fix: write it so that it is a Go expression too, or teach tests/cloudwatch", text, err)
	}
	return expression{root: root}, nil
}

// value is a number, a time series, or an array of time series.
type value struct {
	number float64
	series []float64
	array  [][]float64
}

func (v value) isNumber() bool { return v.series == nil && v.array == nil }

// at is the value at a point of the range: a number is the same at each.
func (v value) at(i int) float64 {
	if v.series == nil {
		return v.number
	}
	return v.series[i]
}

// calculation is one evaluation of an expression.
type calculation struct {
	doubt   Doubt
	seconds float64 // of a period
	length  int     // of the evaluation range
	named   map[string][]float64
	metrics []Metric // what METRICS() returns, by their ids: the series that are no expressions
}

func (c calculation) of(node ast.Expr) (value, error) {
	switch e := node.(type) {
	case *ast.ParenExpr:
		return c.of(e.X)
	case *ast.BasicLit:
		number, err := strconv.ParseFloat(e.Value, 64)
		return value{number: number}, err
	case *ast.Ident:
		series, ok := c.named[e.Name]
		if !ok {
			return value{}, fmt.Errorf("unknown name %s", e.Name)
		}
		return value{series: series}, nil
	case *ast.BinaryExpr:
		x, err := c.of(e.X)
		if err != nil {
			return value{}, err
		}
		y, err := c.of(e.Y)
		if err != nil {
			return value{}, err
		}
		if x.array != nil || y.array != nil {
			return value{}, fmt.Errorf("an operator on an array; fix: teach tests/cloudwatch")
		}
		return each(func(i int) (float64, error) { return operate(e.Op, x.at(i), y.at(i)) }, x, y)
	case *ast.CallExpr:
		return c.call(e)
	}
	return value{}, fmt.Errorf("%T in an expression; fix: teach tests/cloudwatch", node)
}

// each calculates a series point by point, or one number if all of the values are numbers.
func each(point func(i int) (float64, error), values ...value) (value, error) {
	length := 0
	for _, v := range values {
		length = max(length, len(v.series))
	}
	if length == 0 {
		number, err := point(0)
		return value{number: number}, err
	}
	result := value{series: make([]float64, length)}
	for i := range length {
		var err error
		if result.series[i], err = point(i); err != nil {
			return value{}, err
		}
	}
	return result, nil
}

// operate has no value where an operand has none, or where it would divide by zero.
func operate(operator token.Token, x, y float64) (float64, error) {
	truth := func(is bool) (float64, error) {
		if is {
			return 1, nil
		}
		return 0, nil
	}
	if isMissing(x) || isMissing(y) {
		return missing, nil
	}
	switch operator {
	case token.ADD:
		return x + y, nil
	case token.SUB:
		return x - y, nil
	case token.MUL:
		return x * y, nil
	case token.QUO:
		if y == 0 {
			return missing, nil
		}
		return x / y, nil
	case token.GEQ:
		return truth(x >= y)
	case token.GTR:
		return truth(x > y)
	case token.LSS:
		return truth(x < y)
	case token.LEQ:
		return truth(x <= y)
	case token.LAND:
		return truth(x != 0 && y != 0)
	}
	return 0, fmt.Errorf("operator %s; fix: teach tests/cloudwatch", operator)
}
