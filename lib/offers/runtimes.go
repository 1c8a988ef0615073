package offers

import (
	"fmt"
	"time"
)

// Runtime is a runtime of a function, of a canary or of a build.
type Runtime struct {
	Name string
	// EndOfSupport is the day from which AWS no longer patches it. Zero: AWS publishes no day in advance.
	EndOfSupport time.Time
	// NoNewFunctions is the day from which AWS refuses to create functions with it. A new environment then fails.
	NoNewFunctions time.Time
	// Read is the day on which the dates were read from Source.
	Read   time.Time
	Source string
}

// Runtimes are the runtimes that the templates use. A test compares the two. Second witness of the dates: cfn-lint 1.58.0,
// LmbdRuntimeLifecycle.json.
func Runtimes() []Runtime {
	const lambda, synthetics = `Lambda developer guide, "Lambda runtimes"`, `CloudWatch user guide, "Runtime versions support policy"`
	return []Runtime{
		{ // what the CDK's custom resources run on
			Name: "nodejs24.x", EndOfSupport: day(2028, 4, 30), NoNewFunctions: day(2028, 6, 1), Read: day(2026, 11, 26), Source: lambda,
		},
		{ // the rotation functions
			Name: "provided.al2023", EndOfSupport: day(2029, 6, 30), NoNewFunctions: day(2029, 7, 31), Read: day(2026, 11, 26), Source: lambda,
		},
		{ // the canary. AWS announces the end of a runtime 60 days ahead, by email to the accounts that use it.
			Name: "syn-nodejs-puppeteer-16.1", Read: day(2026, 11, 26), Source: synthetics,
		},
		{ // CloudFront's functions
			Name: "cloudfront-js-2.0", Read: day(2026, 11, 27), Source: `CloudFront developer guide, "CloudFront Functions runtime features"`,
		},
		// The pipeline's builds. CodeBuild no longer updates a deprecated image. The Go project supports its two latest releases,
		// and the Node.js project 24 until April 2028.
		{Name: "aws/codebuild/standard:7.0", Read: day(2026, 11, 27), Source: `CodeBuild user guide, "Deprecated CodeBuild images"`},
		{Name: "golang: 1.26", Read: day(2026, 11, 27), Source: `CodeBuild user guide, "Available runtimes"; go.dev, "Release policy"`},
		{Name: "nodejs: 24", Read: day(2026, 11, 27), Source: `CodeBuild user guide, "Available runtimes"; Node.js release schedule`},
	}
}

// warnAhead is how long before the end of a runtime Warning speaks: half a year. It is also how old a row may become for whose runtime
// AWS publishes no end.
const warnAhead = 183 * 24 * time.Hour

// Warning says what is due with a runtime on a day; empty: nothing.
func (r Runtime) Warning(today time.Time) string {
	const fix = "; fix: see whether a new release of Kasha or of the CDK uses a newer one"
	switch {
	case r.EndOfSupport.IsZero() && today.Sub(r.Read) > warnAhead:
		return fmt.Sprintf("%s: its dates were read on %s; fix: read them again in the %s, and note the day in lib/offers/runtimes.go",
			r.Name, r.Read.Format(time.DateOnly), r.Source)
	case r.EndOfSupport.IsZero():
		return ""
	case !today.Before(r.NoNewFunctions):
		return fmt.Sprintf("%s: since %s AWS creates no function with it, so a new environment fails%s",
			r.Name, r.NoNewFunctions.Format(time.DateOnly), fix)
	case !today.Before(r.EndOfSupport):
		return fmt.Sprintf("%s: AWS has not patched it since %s, and creates no function with it from %s%s",
			r.Name, r.EndOfSupport.Format(time.DateOnly), r.NoNewFunctions.Format(time.DateOnly), fix)
	case r.EndOfSupport.Sub(today) < warnAhead:
		return fmt.Sprintf("%s: its support ends on %s%s", r.Name, r.EndOfSupport.Format(time.DateOnly), fix)
	}
	return ""
}

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
