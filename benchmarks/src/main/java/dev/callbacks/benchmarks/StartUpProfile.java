/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.benchmarks;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.core.metrics.StartupStep;

/**
 * Starts the application with the starter once and prints which steps of the start took
 * longest, each without the steps below it.
 */
public final class StartUpProfile {

	private static final int LINES = 40;

	private StartUpProfile() {
	}

	/**
	 * Starts it.
	 * @param arguments nothing
	 */
	public static void main(String[] arguments) {
		BufferingApplicationStartup startup = new BufferingApplicationStartup(10_000);
		SpringApplication application = new SpringApplication(StartUpApplication.class, StartUpHandler.class);
		application.setApplicationStartup(startup);
		application.run().close();
		List<TimelineEvent> events = startup.getBufferedTimeline().getEvents();
		Map<Long, Long> own = new TreeMap<>();
		for (TimelineEvent event : events) {
			long took = event.getDuration().toNanos();
			own.merge(event.getStartupStep().getId(), took, Long::sum);
			Long parent = event.getStartupStep().getParentId();
			if (parent != null) {
				own.merge(parent, -took, Long::sum);
			}
		}
		events.stream()
			.sorted(Comparator.comparing((TimelineEvent event) -> -own.get(event.getStartupStep().getId())))
			.limit(LINES)
			.forEach((event) -> System.out.printf("%8.1f ms  %s%n",
					Duration.ofNanos(own.get(event.getStartupStep().getId())).toNanos() / 1e6,
					describe(event.getStartupStep())));
	}

	private static String describe(StartupStep step) {
		return step.getName() + StreamSupport.stream(step.getTags().spliterator(), false)
			.map((tag) -> " " + tag.getKey() + "=" + tag.getValue())
			.collect(Collectors.joining());
	}

}
