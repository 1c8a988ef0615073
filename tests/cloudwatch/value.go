package cloudwatch

import "fmt"

// Value is what the alarm's expression makes of one data point of each metric. It is NaN where a metric has none that it needs.
func (a Alarm) Value(of func(metric, statistic string) float64) (float64, error) {
	c := calculation{seconds: float64(a.Period * 60), length: 1, named: map[string][]float64{}, metrics: a.Metrics}
	for _, metric := range a.Metrics {
		c.named[metric.ID] = []float64{of(metric.Name, metric.Statistic)}
	}
	for _, each := range a.expressions {
		result, err := c.of(each.root)
		if err != nil {
			return 0, err
		}
		c.named[each.id] = []float64{result.at(0)}
	}
	points, ok := c.named[a.result]
	if !ok {
		return 0, fmt.Errorf("nothing has the id %s", a.result)
	}
	return points[0], nil
}
