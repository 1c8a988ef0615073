package limits

import (
	"fmt"

	"kasha/internal/review/values"
)

// scalingChecks are those of Application Auto Scaling.
func scalingChecks() []check {
	return []check{of(fewerThanTheLeast, "AWS::ApplicationAutoScaling::ScalableTarget")}
}

func fewerThanTheLeast(p map[string]any) []Refusal {
	const page = "Application Auto Scaling API, RegisterScalableTarget"
	found := one(exceeds(p["MinCapacity"], p["MaxCapacity"]), "MaxCapacity",
		fmt.Sprintf("MaxCapacity must not be lower than MinCapacity, which is %s (%s)", values.Text(p["MinCapacity"]), page), p["MaxCapacity"])
	for _, action := range values.Objects(p["ScheduledActions"]) {
		within, _ := action["ScalableTargetAction"].(map[string]any)
		at := "ScheduledActions[" + values.Text(action["ScheduledActionName"]) + "].ScalableTargetAction.MaxCapacity"
		found = append(found, one(exceeds(within["MinCapacity"], within["MaxCapacity"]), at,
			at+" must not be lower than MinCapacity (Application Auto Scaling API, PutScheduledAction)", within["MaxCapacity"])...)
	}
	return found
}
