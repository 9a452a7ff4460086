// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.callbacks.CallbackManager;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * A controller that lists the scenarios and plays them, each as a chain with its calls
 * below it.
 */
@RestController
final class StoryController {

	private final Map<String, Scenario> scenarios = new LinkedHashMap<>();

	private final CallbackManager manager;

	StoryController(List<Scenario> scenarios, CallbackManager manager) {
		this.manager = manager;
		scenarios.forEach((scenario) -> this.scenarios.put(id(scenario), scenario));
	}

	@GetMapping("/story")
	List<Chapter> story() {
		return this.scenarios.entrySet()
			.stream()
			.map((entry) -> new Chapter(entry.getKey(), entry.getValue().title(), entry.getValue().text(),
					SourceCode.of(entry.getValue().getClass())))
			.toList();
	}

	@PostMapping(path = "/story/{id}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Line> play(@PathVariable String id) {
		Scenario scenario = this.scenarios.get(id);
		if (scenario == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such scenario");
		}
		return this.manager.chain(scenario.title()).stream(scenario::play);
	}

	private static String id(Scenario scenario) {
		return scenario.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase();
	}

	/**
	 * A scenario, for the page.
	 */
	record Chapter(String id, String title, String text, String code) {
	}

}
