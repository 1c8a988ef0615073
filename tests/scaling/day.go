package scaling

import (
	"math"
	"math/rand/v2"
)

// Steady has so many messages a minute, at equal distances, or at random where random is given.
func Steady(perMinute float64, minutes int, random *rand.Rand) []float64 {
	var arrivals []float64
	for at := 0.0; ; {
		gap := minute / perMinute
		if random != nil {
			gap *= random.ExpFloat64()
		}
		if at += gap; at >= float64(minutes)*minute {
			return arrivals
		}
		arrivals = append(arrivals, at)
	}
}

// Day has an uneven day, at random moments. The night is empty, with one message at three. The working hours have a wave, of so many
// messages a minute at noon. At nine, four times as many come for ten minutes. In the evening there are single messages.
func Day(atNoon float64, random *rand.Rand) []float64 {
	rate := func(at float64) float64 {
		hour := at / 3600
		if hour < 7 || hour >= 19 {
			return 0
		}
		result := atNoon * math.Sin(math.Pi*(hour-7)/12)
		if hour >= 9 && hour < 9+1.0/6 {
			result += 3 * atNoon
		}
		return result
	}
	most := 4 * atNoon
	single := []float64{3 * 3600, 19.5 * 3600, 20.25 * 3600, 21 * 3600}
	var arrivals []float64
	for at := 0.0; at < 24*3600; {
		at += minute / most * random.ExpFloat64()
		for len(single) > 0 && single[0] <= at {
			arrivals = append(arrivals, single[0])
			single = single[1:]
		}
		if at < 24*3600 && random.Float64() < rate(at)/most {
			arrivals = append(arrivals, at)
		}
	}
	return arrivals
}
