package names

// WebACL returns the name of the web ACL, which is also the prefix of its metrics. WAF allows 128 characters.
func (e Environment) WebACL() string { return e.plain() }

// RedirectFunction returns the name of the CloudFront function that redirects the site's other names. It is unique in an account.
func (e Environment) RedirectFunction() string { return e.plain() + "-redirect" }

// IndexFunction returns the name of the CloudFront function of a single-page application. It is unique in an account.
func (e Environment) IndexFunction() string { return e.plain() + "-index" }

// AccessFunction returns the name of the CloudFront function that asks for the site's password. It is unique in an account.
func (e Environment) AccessFunction() string { return e.plain() + "-access" }

// AccessStore returns the name of CloudFront's key value store with the password's hash. CloudFront allows 64 characters; it is unique in
// an account.
func (e Environment) AccessStore() string { return e.plain() + "-access" }

// VPCOrigin returns the name of CloudFront's VPC origin. A VPC origin that a distribution uses cannot be changed, not even in its tags. So
// the name has what may differ, and another one can exist beside it. The CDK shortens names to 64 characters.
func (e Environment) VPCOrigin(protocol, tier string) string {
	return e.plain() + "-" + protocol + "-" + tier
}

// AssetsAccess returns the name of the origin access control of the bucket of static files. CloudFront allows 64 characters; it is
// unique in an account.
func (e Environment) AssetsAccess() string { return e.plain() + "-assets" }
