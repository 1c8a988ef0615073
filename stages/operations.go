package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"

	"kasha/lib/recovery"
	"kasha/lib/schedule"
	"kasha/lib/service"
)

// operate adds what is done to running services: off-hours, and failures of the archive told to the topic. Runbooks restart
// and look at services by the names that are put out here.
func (s servicesBuilder) operate(front, back service.Service, topic awssns.ITopic) {
	if hours := s.env.Schedule; hours != nil {
		schedule.Tasks(front.Scaling, s.env.Frontend, *hours)
		schedule.Tasks(back.Scaling, s.env.Backend, *hours)
	}
	if s.env.Backup.Archive {
		recovery.NotifyFailures(s.stack, "ArchiveFailures", recovery.NotificationProps{Environment: s.env.Name, Backup: s.env.Backup, Topic: topic})
	}
	output(s.stack, "FrontendServiceName", front.Pattern.Service().ServiceName(), "ECS service in cluster kasha-"+s.env.Name)
	output(s.stack, "BackendServiceName", back.Pattern.Service().ServiceName(), "ECS service in cluster kasha-"+s.env.Name)
}
