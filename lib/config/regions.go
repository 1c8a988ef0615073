package config

// region is one AWS region: its zones' letters and CloudFront's prefix list in it.
type region struct {
	name       string
	letters    string
	prefixList string // empty: not known, and so edge.originPrefixList must be written
}

// regions are the regions of AWS's commercial partition: the 34 of botocore 1.43.11. GovCloud and China are left out
// because a CloudFront web ACL must live in us-east-1, which they do not have.
//
// Letters: AWS names zones a, b, c except where noted. In old regions an account may lack one of them (us-west-1 shows two of its
// three to any account), and use1-az3 has no Fargate: an account's own list is `aws ec2 describe-availability-zones`.
//
// Prefix lists (com.amazonaws.global.cloudfront.origin-facing): AWS publishes no table. Sixteen are in
// UBC-CIC/noise-tracker-web's deployment guide and in many other repositories; af-south-1 and ap-northeast-3 were seen in two,
// ap-east-1, eu-south-1 and me-south-1 in one. A wrong one fails the deployment, it opens nothing.
func regions() []region {
	return []region{
		{"af-south-1", "abc", "pl-c0aa4fa9"},
		{"ap-east-1", "abc", "pl-14b2577d"},
		{"ap-east-2", "abc", ""},
		{"ap-northeast-1", "abcd", "pl-58a04531"}, // an account sees three; b is closed to new ones
		{"ap-northeast-2", "abcd", "pl-22a6434b"},
		{"ap-northeast-3", "abc", "pl-31a14458"},
		{"ap-south-1", "abc", "pl-9aa247f3"},
		{"ap-south-2", "abc", ""},
		{"ap-southeast-1", "abc", "pl-31a34658"},
		{"ap-southeast-2", "abc", "pl-b8a742d1"},
		{"ap-southeast-3", "abc", ""},
		{"ap-southeast-4", "abc", ""},
		{"ap-southeast-5", "abc", ""},
		{"ap-southeast-6", "abc", ""},
		{"ap-southeast-7", "abc", ""},
		{"ca-central-1", "abd", "pl-38a64351"},
		{"ca-west-1", "abc", ""},
		{"eu-central-1", "abc", "pl-a3a144ca"},
		{"eu-central-2", "abc", ""},
		{"eu-north-1", "abc", "pl-fab65393"},
		{"eu-south-1", "abc", "pl-1bbc5972"},
		{"eu-south-2", "abc", ""},
		{"eu-west-1", "abc", "pl-4fa04526"},
		{"eu-west-2", "abc", "pl-93a247fa"},
		{"eu-west-3", "abc", "pl-75b1541c"},
		{"il-central-1", "abc", ""},
		{"me-central-1", "abc", ""},
		{"me-south-1", "abc", "pl-17b2577e"},
		{"mx-central-1", "abc", ""},
		{"sa-east-1", "abc", "pl-5da64334"},
		{"us-east-1", "abcdef", "pl-3b927c52"},
		{"us-east-2", "abc", "pl-b6a144df"},
		{"us-west-1", "abc", "pl-4ea04527"}, // an account sees two
		{"us-west-2", "abcd", "pl-82a045eb"},
	}
}

// Regions are the names of the regions that an environment may live in.
func Regions() []string {
	var names []string
	for _, region := range regions() {
		names = append(names, region.name)
	}
	return names
}

// ZonesOf are the names of a region's availability zones; of an unknown region there are none.
func ZonesOf(name string) []string {
	var zones []string
	for _, letter := range findRegion(name).letters {
		zones = append(zones, name+string(letter))
	}
	return zones
}

// OriginPrefixListOf is CloudFront's origin-facing prefix list in a region, or empty where Kasha does not know it.
func OriginPrefixListOf(name string) string { return findRegion(name).prefixList }

func findRegion(name string) region {
	for _, region := range regions() {
		if region.name == name {
			return region
		}
	}
	return region{}
}
