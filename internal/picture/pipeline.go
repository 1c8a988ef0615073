package picture

import (
	"fmt"
	"strings"

	"kasha/internal/assembly"
)

// Stage is one stage of a pipeline with its actions, in the order in which they run.
type Stage struct {
	Name    string
	Actions []Action
}

// Action is one action of a stage. Actions of the same order run beside each other.
type Action struct {
	Name, Category string
	Order          int
}

// Stages reads the stages of a pipeline.
func Stages(pipeline assembly.Resource) []Stage {
	var stages []Stage
	list, _ := pipeline.Properties["Stages"].([]any)
	for _, each := range list {
		written, _ := each.(map[string]any)
		stage := Stage{Name: fmt.Sprint(written["Name"])}
		actions, _ := written["Actions"].([]any)
		for _, each := range actions {
			action, _ := each.(map[string]any)
			kind, _ := action["ActionTypeId"].(map[string]any)
			order, _ := action["RunOrder"].(float64)
			stage.Actions = append(stage.Actions, Action{
				Name: fmt.Sprint(action["Name"]), Category: fmt.Sprint(kind["Category"]), Order: max(int(order), 1),
			})
		}
		stages = append(stages, stage)
	}
	return stages
}

// Sizes of a pipeline's picture.
const (
	stageWidth   = 236.0
	stageGap     = 44.0
	actionHeight = 30.0
	stagesInRow  = 4
)

// OfPipeline draws the stages of a pipeline from the left to the right, four in a row.
func OfPipeline(name string, stages []Stage, options Options) string {
	c := &canvas{options: options}
	tops, height := stageTops(stages)
	width := 2*margin + stageWidth*stagesInRow + stageGap*(stagesInRow-1)
	c.open(width, height, "The pipeline "+name, describePipeline(name, stages))
	for i, stage := range stages {
		x, y := margin+(stageWidth+stageGap)*float64(i%stagesInRow), tops[i/stagesInRow]
		tall := 44 + actionHeight*float64(len(stage.Actions))
		c.group("stage " + stage.Name + ": " + actionNames(stage))
		c.rect(x, y, stageWidth, tall, 8, strings.TrimSpace("box "+string(options.Marks[stage.Name])))
		c.text(x+14, y+26, "title", fit(stage.Name, stageWidth-24, 15))
		for j, action := range stage.Actions {
			text := fmt.Sprintf("%d  %s", action.Order, action.Name)
			class := "quiet"
			if action.Category == "Approval" {
				text += ", a person"
				class = "approval"
			}
			c.text(x+14, y+52+actionHeight*float64(j), class, fit(text, stageWidth-24, 13))
		}
		c.end()
		if i+1 < len(stages) && i%stagesInRow < stagesInRow-1 {
			at := point{x + stageWidth + stageGap - 2, y + 22}
			c.path("flow", point{x + stageWidth, y + 22}, at)
			c.arrow(at, "right", "flow-end")
		}
		if i+1 < len(stages) && i%stagesInRow == stagesInRow-1 { // to the first of the next row
			below := tops[i/stagesInRow+1]
			bottom := below - 22
			at := point{margin + stageWidth/2, below - 1}
			c.path("flow", point{x + stageWidth/2, y + tall}, point{x + stageWidth/2, bottom}, point{at.x, bottom}, at)
			c.arrow(at, "down", "flow-end")
		}
	}
	c.close()
	return c.String()
}

// stageTops are the upper edges of the rows, and the height of all of them.
func stageTops(stages []Stage) (tops []float64, height float64) {
	y := margin
	for first := 0; first < len(stages); first += stagesInRow {
		tops = append(tops, y)
		most := 0
		for _, stage := range stages[first:min(first+stagesInRow, len(stages))] {
			most = max(most, len(stage.Actions))
		}
		y += 44 + actionHeight*float64(most) + 48
	}
	return tops, y - 48 + margin
}

func actionNames(stage Stage) string {
	var names []string
	for _, action := range stage.Actions {
		names = append(names, action.Name)
	}
	return strings.Join(names, ", ")
}

func describePipeline(name string, stages []Stage) string {
	var parts []string
	for _, stage := range stages {
		parts = append(parts, stage.Name+" ("+actionNames(stage)+")")
	}
	return name + " runs these stages one after the other: " + strings.Join(parts, ", ") + "."
}
