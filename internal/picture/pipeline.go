package picture

import (
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// Sizes of a pipeline's picture.
const (
	stageWidth  = 262.0
	stageGap    = 44.0
	stepSpace   = 8.0 // between two steps
	stepLine    = 17.0
	stagesInRow = 4
)

// Pipeline is what the picture shows of a pipeline.
type Pipeline struct {
	Name            string
	Account, Region string   // of its stack
	Told            []string // who hears that an approval waits: by mail to oncall@example.com
	Stages          []Stage
}

// OfPipeline draws the stages of a pipeline from the left to the right, four in a row.
func OfPipeline(pipeline Pipeline, options Options) string {
	c := &canvas{options: options}
	name, stages, notes := pipeline.Name, pipeline.Stages, notesOn(pipeline)
	tops, height := stageTops(stages, len(notes))
	width := 2*margin + stageWidth*stagesInRow + stageGap*(stagesInRow-1)
	c.open(width, height, "The pipeline "+name, describePipeline(pipeline))
	c.text(margin, margin+12, "title", "Pipeline "+name)
	for i, note := range notes {
		c.text(margin, margin+34+stepLine*float64(i), "small", note)
	}
	for i, stage := range stages {
		x, y := margin+(stageWidth+stageGap)*float64(i%stagesInRow), tops[i/stagesInRow]
		tall := heightOfStage(stage)
		c.group("stage " + stage.Name + ": " + actionNames(stage))
		c.rect(x, y, stageWidth, tall, 8, strings.TrimSpace("box "+string(options.Marks[stage.Name])))
		drawStage(c, stage, x, y)
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

// notesOn say where a pipeline runs, how to read its steps, and who hears of its approvals.
func notesOn(pipeline Pipeline) []string {
	var notes []string
	if pipeline.Account != "" && pipeline.Account != assembly.OpenAccount {
		notes = append(notes, "account "+pipeline.Account+", region "+pipeline.Region)
	}
	notes = append(notes, "Steps run in the order of their numbers, those with the same number at the same time. "+
		"A stack has two: the first prepares its change set, the second deploys it.")
	isApproval := func(action Action) bool { return action.Category == "Approval" }
	if !slices.ContainsFunc(pipeline.Stages, func(stage Stage) bool { return slices.ContainsFunc(stage.Actions, isApproval) }) {
		return notes
	}
	told := "nobody, as far as the template says"
	if len(pipeline.Told) > 0 {
		told = strings.Join(pipeline.Told, ", ")
	}
	return append(notes, "A step with the words \"a person\" waits: anyone whose role may call codepipeline:PutApprovalResult on it can "+
		"answer. Told of it: "+told+".")
}

// drawStage writes the name of a stage, the account that it deploys into, and its steps.
func drawStage(c *canvas, stage Stage, x, y float64) {
	c.text(x+14, y+26, "title", fit(stage.Name, stageWidth-24, titleSize))
	at := y + 48
	if stage.Account != "" {
		c.text(x+14, at-4, "small", "account "+stage.Account)
		at += stepLine
	}
	for _, each := range stepsOf(stage) {
		class := "quiet"
		if each.isApproval {
			class = "approval"
		}
		at += stepSpace
		for i, line := range each.lines {
			if i == 0 {
				c.text(x+14, at, class, line)
			} else {
				c.text(x+36, at, class, line)
			}
			at += stepLine
		}
		for _, line := range each.notes {
			c.text(x+36, at, "small", line)
			at += stepLine
		}
	}
}

func heightOfStage(stage Stage) float64 {
	height := 48.0
	if stage.Account != "" {
		height += stepLine
	}
	for _, each := range stepsOf(stage) {
		height += stepSpace + stepLine*float64(len(each.lines)+len(each.notes))
	}
	return height + 2
}

// stageTops are the upper edges of the rows below some notes, and the height of all of them.
func stageTops(stages []Stage, notes int) (tops []float64, height float64) {
	y := margin + 36 + stepLine*float64(notes)
	for first := 0; first < len(stages); first += stagesInRow {
		tops = append(tops, y)
		most := 0.0
		for _, stage := range stages[first:min(first+stagesInRow, len(stages))] {
			most = max(most, heightOfStage(stage))
		}
		y += most + 48
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

func describePipeline(pipeline Pipeline) string {
	var parts []string
	for _, stage := range pipeline.Stages {
		parts = append(parts, stage.Name+" ("+actionNames(stage)+")")
	}
	return pipeline.Name + " runs these stages one after the other: " + strings.Join(parts, ", ") + ". " +
		strings.Join(notesOn(pipeline), " ")
}
