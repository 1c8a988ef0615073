package offers

import (
	"slices"
	"strings"
)

// Region is one AWS region, and which of the things that an environment may use AWS offers there; absences.go says what it lacks. The
// zero Region stands for an unknown region: it has no name and no zones, and it lacks nothing.
type Region struct {
	Name             string
	OriginPrefixList string // id of CloudFront's origin-facing prefix list there; empty where Kasha does not know it

	zoneLetters    string // one for each availability zone
	absentFamilies string // of instance classes, separated by spaces; the region has all others of Classes
}

// regions are the regions of AWS's commercial partition: the 34 of botocore 1.43.11. GovCloud and China are left out because a
// CloudFront web ACL must be in us-east-1, which they do not have.
//
// zoneLetters: AWS names zones a, b, c except where noted. In old regions an account may lack one of them: us-west-1 shows two of its
// three zones to any account. `aws ec2 describe-availability-zones` lists an account's own. zones.go has what some zones lack.
//
// OriginPrefixList (com.amazonaws.global.cloudfront.origin-facing): AWS publishes no table. Sixteen are in
// UBC-CIC/noise-tracker-web's deployment guide and in many other repositories. af-south-1 and ap-northeast-3 were seen in two
// repositories; ap-east-1, eu-south-1 and me-south-1 in one. A wrong id fails the deployment; it opens nothing.
//
// absentFamilies: what the CDK's strict validation knows (aws-cdk-lib 2.270.0, rule E3025). cfn-lint 1.58.0 says the same of instance
// classes for MySQL alone. TestRegionsOfferWhatTheCDKSays compares them with the pinned CDK and prints every row to change. Without
// such a row, a configuration fails during synthesis, with a message about the template.
func regions() []Region {
	return []Region{
		{Name: "af-south-1", zoneLetters: "abc", OriginPrefixList: "pl-c0aa4fa9", absentFamilies: "m7g r7g m7i r7i r8g"},
		{Name: "ap-east-1", zoneLetters: "abc", OriginPrefixList: "pl-14b2577d", absentFamilies: "m7g m7i r7i"},
		{Name: "ap-east-2", zoneLetters: "abc", absentFamilies: "m5 r5 m8g r8g"},
		{Name: "ap-northeast-1", zoneLetters: "abcd", OriginPrefixList: "pl-58a04531"}, // an account sees three; b is closed to new ones
		{Name: "ap-northeast-2", zoneLetters: "abcd", OriginPrefixList: "pl-22a6434b"},
		{Name: "ap-northeast-3", zoneLetters: "abc", OriginPrefixList: "pl-31a14458", absentFamilies: "m7i r7i m8g"},
		{Name: "ap-south-1", zoneLetters: "abc", OriginPrefixList: "pl-9aa247f3"},
		{Name: "ap-south-2", zoneLetters: "abc", absentFamilies: "r6i m7i r7i"},
		{Name: "ap-southeast-1", zoneLetters: "abc", OriginPrefixList: "pl-31a34658"},
		{Name: "ap-southeast-2", zoneLetters: "abc", OriginPrefixList: "pl-b8a742d1"},
		{Name: "ap-southeast-3", zoneLetters: "abc", absentFamilies: "r6i m8g"},
		{Name: "ap-southeast-4", zoneLetters: "abc", absentFamilies: "m6i r6i r7g r7i m8g"},
		{Name: "ap-southeast-5", zoneLetters: "abc", absentFamilies: "m5 r5"},
		{Name: "ap-southeast-6", zoneLetters: "abc", absentFamilies: "m5 r5 m8g r8g"},
		{Name: "ap-southeast-7", zoneLetters: "abc", absentFamilies: "m5 r5 m7i r7i m8g r8g"},
		{Name: "ca-central-1", zoneLetters: "abd", OriginPrefixList: "pl-38a64351", absentFamilies: "m8g"},
		{Name: "ca-west-1", zoneLetters: "abc", absentFamilies: "t4g m5 r5 m7g m7i r7i r8g"},
		{Name: "eu-central-1", zoneLetters: "abc", OriginPrefixList: "pl-a3a144ca"},
		{Name: "eu-central-2", zoneLetters: "abc", absentFamilies: "m6i r6i m7i r7i"},
		{Name: "eu-north-1", zoneLetters: "abc", OriginPrefixList: "pl-fab65393"},
		{Name: "eu-south-1", zoneLetters: "abc", OriginPrefixList: "pl-1bbc5972", absentFamilies: "m7g m7i r8g"},
		{Name: "eu-south-2", zoneLetters: "abc", absentFamilies: "m6i r6i"},
		{Name: "eu-west-1", zoneLetters: "abc", OriginPrefixList: "pl-4fa04526"},
		{Name: "eu-west-2", zoneLetters: "abc", OriginPrefixList: "pl-93a247fa"},
		{Name: "eu-west-3", zoneLetters: "abc", OriginPrefixList: "pl-75b1541c", absentFamilies: "r7g"},
		{Name: "il-central-1", zoneLetters: "abc", absentFamilies: "m7i r7i m8g r8g"},
		{Name: "me-central-1", zoneLetters: "abc", absentFamilies: "m6i r6i r7g m7i r7i m8g r8g"},
		{Name: "me-south-1", zoneLetters: "abc", OriginPrefixList: "pl-17b2577e", absentFamilies: "m7i r7i m8g r8g"},
		{Name: "mx-central-1", zoneLetters: "abc", absentFamilies: "m5 r5 m8g"},
		{Name: "sa-east-1", zoneLetters: "abc", OriginPrefixList: "pl-5da64334"},
		{Name: "us-east-1", zoneLetters: "abcdef", OriginPrefixList: "pl-3b927c52"},
		{Name: "us-east-2", zoneLetters: "abc", OriginPrefixList: "pl-b6a144df"},
		{Name: "us-west-1", zoneLetters: "abc", OriginPrefixList: "pl-4ea04527"}, // an account sees two
		{Name: "us-west-2", zoneLetters: "abcd", OriginPrefixList: "pl-82a045eb"},
	}
}

// RegionOf returns the region of a name, or the zero Region if there is none of that name.
func RegionOf(name string) Region {
	for _, region := range regions() {
		if region.Name == name {
			return region
		}
	}
	return Region{}
}

// OriginPrefixList returns the id of CloudFront's origin-facing prefix list in a region; see Region.
func OriginPrefixList(region string) string { return RegionOf(region).OriginPrefixList }

// RegionNames returns the names of all regions, in alphabetical order.
func RegionNames() []string { return namesOf(func(Region) bool { return true }) }

// RegionOfOriginPrefixList returns the name of the region in which CloudFront's origin-facing prefix list has this id. It is
// empty if Kasha does not know the id.
func RegionOfOriginPrefixList(id string) string {
	if names := namesOf(func(r Region) bool { return id != "" && r.OriginPrefixList == id }); len(names) > 0 {
		return names[0]
	}
	return ""
}

func namesOf(wanted func(Region) bool) []string {
	var names []string
	for _, region := range regions() {
		if wanted(region) {
			names = append(names, region.Name)
		}
	}
	return names
}

// Zones returns the names of the region's availability zones, such as us-east-1a, in alphabetical order.
func (r Region) Zones() []string {
	var zones []string
	for _, letter := range r.zoneLetters {
		zones = append(zones, r.Name+string(letter))
	}
	return zones
}

// HasClass reports whether the region offers an instance class. It is true of a class that Kasha does not know.
func (r Region) HasClass(class Class) bool { return r.hasFamily(class.Family) }

// Classes returns the names of the instance classes that the region offers.
func (r Region) Classes() []string {
	return slices.DeleteFunc(Classes(), func(name string) bool { return !r.HasClass(ClassOf(name)) })
}

func (r Region) hasFamily(family string) bool { return !slices.Contains(absentIn(r), family) }

func absentIn(r Region) []string { return strings.Fields(r.absentFamilies) }
