package stages

import (
	"kasha/lib/monitoring"
	"kasha/lib/recovery"
	"kasha/lib/schedule"
	"kasha/lib/service"
)

// operate adds what is done to running services: off-hours, and the archive's jobs told to the topic. Runbooks restart
// and look at services by the names that are put out here.
func (s servicesBuilder) operate(front, back service.Service, watch *monitoring.Watch) {
	if hours := s.env.Schedule; hours != nil {
		schedule.Tasks(front.Scaling, s.env.Frontend, *hours)
		schedule.Tasks(back.Scaling, s.env.Backend, *hours)
	}
	if s.env.Backup.Archive {
		recovery.Tell(s.stack, "ArchiveEvents", watch, s.env.Name, s.env.Backup)
	}
	output(s.stack, "FrontendServiceName", front.Pattern.Service().ServiceName(), "ECS service in cluster kasha-"+s.env.Name)
	output(s.stack, "BackendServiceName", back.Pattern.Service().ServiceName(), "ECS service in cluster kasha-"+s.env.Name)
}
