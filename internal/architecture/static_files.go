package architecture

import (
	"strings"

	"kasha/internal/cloudformation"
)

// readStaticFiles adds the buckets that CloudFront reads itself, and what it shows while the load balancer does not answer.
func (r *reader) readStaticFiles() {
	for i := range r.system.Components {
		if r.system.Components[i].Kind == Edge {
			r.readFilesOf(i)
		}
	}
}

func (r *reader) readFilesOf(index int) {
	edge := r.system.Components[index]
	config := edge.Resource.Properties.Map("DistributionConfig")
	for _, origin := range config.Maps("Origins") {
		if origin["S3OriginConfig"] == nil {
			continue
		}
		bucket, ok := r.bucketIn(origin.Text("DomainName"))
		if !ok {
			r.system.NotModelled = append(r.system.NotModelled, "the bucket of the origin "+origin.Text("Id")+" of "+edge.Title)
			continue
		}
		for _, behavior := range config.Maps("CacheBehaviors") {
			if behavior.Text("TargetOriginId") == origin.Text("Id") {
				edge.Files = append(edge.Files, behavior.Text("PathPattern"))
			}
		}
		if r.index(bucket.Name()) < 0 {
			r.addBucket(bucket.Name())
		}
		at := r.index(bucket.Name())
		r.system.Components[at].Facts = append([]string{strings.Join(edge.Files, ", ")}, r.system.Components[at].Facts...)
		r.system.Uses = append(r.system.Uses, Use{Process: edge.ID, Thing: bucket.Name(), May: []string{"read"}})
	}
	for _, response := range config.Maps("CustomErrorResponses") {
		if page := response.Text("ResponsePagePath"); page != "" {
			edge.ErrorPage = page
		}
	}
	r.system.Components[index] = edge
}

// bucketIn is the bucket to whose domain name a text refers.
func (r *reader) bucketIn(text string) (cloudformation.Resource, bool) {
	for _, reference := range cloudformation.References(text) {
		if bucket, ok := r.env.Find(reference.String()); ok && bucket.Type == "AWS::S3::Bucket" {
			return bucket, true
		}
	}
	return cloudformation.Resource{}, false
}
