package offers

import (
	"slices"
	"strings"
)

// Absence is what some regions lack, as AWS's page of the service said on a day. A region that opens a service later is refused until its
// row changes; one that is missing here fails in the middle of a deployment.
type Absence struct {
	Feature Feature
	Regions string // separated by spaces
	Source  string // AWS's own page
	Read    string // the day on which it was read, or on which the engine that read it was released
}

// Feature is a part of AWS that some regions lack.
type Feature string

// The features.
const (
	DatabaseProxy  Feature = "RDS Proxy"
	RestoreTesting Feature = "restore testing of AWS Backup"
	CodePipeline   Feature = "CodePipeline"
	VPCOrigins     Feature = "VPC origins of CloudFront"
	// PipelineParts is what the pipeline has in its own region only: CodeBuild, a connection, and rules for notifications.
	PipelineParts Feature = "the services that the pipeline is made of"
)

// Absences returns what some regions lack. Two witnesses are compared with it: `make variants` asks the pinned CDK's strict validation, and
// `make offers` the endpoints of the AWS SDK for Python. Where a witness knows less than AWS's page, the tests name it.
func Absences() []Absence {
	const validation = "as the CDK's strict validation has it (aws-cdk-lib 2.270.0, rule F3006)"
	return []Absence{
		{
			Feature: DatabaseProxy, Regions: "ap-east-2 ap-southeast-6", Read: "2026-11-26",
			Source: `RDS user guide, "Supported Regions and DB engines for Amazon RDS Proxy"`,
		},
		{
			Feature: RestoreTesting, Regions: "ap-east-2 ap-southeast-5 ap-southeast-7 ca-west-1 mx-central-1", Read: "2026-11-26",
			Source: `AWS Backup developer guide, "Feature availability by AWS Region", ` + validation,
		},
		{
			// The page lists the regions that have them. The copy that was read is of a public repository and not dated.
			Feature: VPCOrigins, Regions: "ap-southeast-6", Read: "2026-11-27",
			Source: `CloudFront developer guide, "Restrict access with VPC origins"`,
		},
		{
			// Cross-region actions run only where CodePipeline is, so no pipeline deploys to these regions either.
			// The SDK has no endpoint in ap-southeast-6 either.
			Feature: CodePipeline, Regions: "ap-east-2 ap-southeast-6 ap-southeast-7 ca-west-1 mx-central-1", Read: "2026-11-26",
			Source: `AWS General Reference, "AWS CodePipeline endpoints and quotas"; CodePipeline user guide, "Add a cross-Region action"`,
		},
		{
			Feature: PipelineParts, Read: "2026-11-26",
			Regions: "af-south-1 ap-east-1 ap-east-2 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 " +
				"ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 mx-central-1",
			Source: `AWS General Reference, "AWS CodeStar Notifications" and "AWS CodeConnections endpoints and quotas", ` + validation,
		},
	}
}

// Has reports whether the region has a feature.
func (r Region) Has(feature Feature) bool {
	for _, absence := range Absences() {
		if absence.Feature == feature {
			return !slices.Contains(strings.Fields(absence.Regions), r.Name)
		}
	}
	return false // a feature without a row: fail closed
}

// HasProxy reports whether the region has RDS Proxy.
func (r Region) HasProxy() bool { return r.Has(DatabaseProxy) }

// HasRestoreTesting reports whether the region has AWS Backup's restore testing.
func (r Region) HasRestoreTesting() bool { return r.Has(RestoreTesting) }

// HasVPCOrigins reports whether CloudFront can connect to load balancers inside a VPC of the region.
func (r Region) HasVPCOrigins() bool { return r.Has(VPCOrigins) }

// HasCodePipeline reports whether a pipeline can deploy to the region.
func (r Region) HasCodePipeline() bool { return r.Has(CodePipeline) }

// HasPipelines reports whether the pipeline itself can be in the region.
func (r Region) HasPipelines() bool { return r.Has(CodePipeline) && r.Has(PipelineParts) }

// PipelineRegions returns the names of the regions that have what the pipeline is made of, in alphabetical order.
func PipelineRegions() []string { return namesOf(Region.HasPipelines) }

// DeployableRegions returns the names of the regions that a pipeline can deploy to, in alphabetical order.
func DeployableRegions() []string { return namesOf(Region.HasCodePipeline) }
