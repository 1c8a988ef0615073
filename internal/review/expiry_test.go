package review_test

import (
	"slices"
	"testing"
)

// Catches lifecycle rules that delete objects in use, and false alarms about rules that delete less.
func TestObjectsThatExpireAreLost(t *testing.T) {
	for _, c := range []struct {
		name       string
		base, head app
		want       []string
	}{
		{
			name: "objects of a bucket expire",
			base: resources(`{"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b"}}}`),
			head: resources(`{"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b", "LifecycleConfiguration": {"Rules": [
				{"Status": "Enabled", "ExpirationInDays": 30}]}}}}`),
			want: []string{"B: expires"},
		},
		{
			name: "objects of a bucket expire later, and another rule stays",
			base: resources(`{"B": {"Type": "AWS::S3::Bucket", "Properties": {"LifecycleConfiguration": {"Rules": [
				{"Prefix": "a/", "ExpirationInDays": 30}, {"ExpirationDate": "2030-01-01T00:00:00Z"}]}}}}`),
			head: resources(`{"B": {"Type": "AWS::S3::Bucket", "Properties": {"LifecycleConfiguration": {"Rules": [
				{"Prefix": "a/", "ExpirationInDays": 90}, {"ExpirationDate": "2030-01-01T00:00:00Z"}]}}}}`),
		},
		{
			name: "a rule of a bucket applies to all objects, and its date is earlier",
			base: resources(`{"B": {"Type": "AWS::S3::Bucket", "Properties": {"LifecycleConfiguration": {"Rules": [
				{"Prefix": "a/", "ExpirationInDays": 30}]}}}, "C": {"Type": "AWS::S3::Bucket", "Properties": {"LifecycleConfiguration":
				{"Rules": [{"ExpirationDate": "2030-01-01T00:00:00Z"}]}}}}`),
			head: resources(`{"B": {"Type": "AWS::S3::Bucket", "Properties": {"LifecycleConfiguration": {"Rules": [
				{"ExpirationInDays": 30}]}}}, "C": {"Type": "AWS::S3::Bucket", "Properties": {"LifecycleConfiguration":
				{"Rules": [{"ExpirationDate": "2029-01-01T00:00:00Z"}]}}}}`),
			want: []string{"B: expires", "C: expires"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			if got := lossLines(report.Losses); !slices.Equal(got, c.want) {
				t.Errorf("losses %q, want %q", got, c.want)
			}
		})
	}
}
