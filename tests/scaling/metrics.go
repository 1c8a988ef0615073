package scaling

import "math"

// statisticOf is a metric of SQS over some minutes, of those that can be read now. Without one there is no value.
func statisticOf(window []Minute, now int, metric, statistic string) float64 {
	result := math.NaN()
	for _, m := range window {
		if m.readable == 0 || m.readable > now {
			continue
		}
		value, known := map[string]int{
			"NumberOfMessagesSent": m.Arrived, "ApproximateNumberOfMessagesVisible": m.Waiting, "ApproximateNumberOfMessagesNotVisible": m.InFlight,
		}[metric]
		switch point := float64(value); {
		case !known:
			return math.NaN()
		case math.IsNaN(result):
			result = point
		case statistic == "Sum":
			result += point
		case statistic == "Maximum":
			result = max(result, point)
		default:
			return math.NaN()
		}
	}
	return result
}
