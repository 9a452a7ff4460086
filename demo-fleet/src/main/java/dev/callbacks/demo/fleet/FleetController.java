// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.fleet;

import java.util.List;

import dev.callbacks.autoconfigure.stream.ResumableStream;
import dev.callbacks.autoconfigure.stream.ResumableStreams;
import dev.callbacks.chat.CallbackChatModel;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * A controller for the page of the fleet: it answers with a stream that goes on at other
 * instances, and lets the page kill this one.
 */
@RestController
@RequestMapping("/fleet")
@Profile("fleet")
final class FleetController {

	private static final int MAX_LENGTH = 4_000;

	private final ResumableStreams streams;

	private final CallbackChatModel chatModel;

	private final List<String> instances;

	FleetController(ResumableStreams streams, CallbackChatModel chatModel,
			@Value("${demo.instances}") List<String> instances) {
		this.streams = streams;
		this.chatModel = chatModel;
		this.instances = instances;
	}

	@GetMapping("/instances")
	List<String> instances() {
		return this.instances;
	}

	@GetMapping("/instance")
	Instance instance() {
		return new Instance(ProcessHandle.current().pid());
	}

	@GetMapping("/answer")
	ResumableStream answer(@RequestParam String question) {
		if (!StringUtils.hasText(question) || question.length() > MAX_LENGTH) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The question must not be blank, nor longer than " + MAX_LENGTH + " characters");
		}
		return this.streams.open("answer", () -> this.chatModel.stream(question));
	}

	/**
	 * Ends this process as {@code kill -9} does. Pages of others cannot ask for that:
	 * browsers tell whose page it is that posts.
	 */
	@PostMapping("/halt")
	void halt(@RequestHeader(name = HttpHeaders.ORIGIN, required = false) @Nullable String origin) {
		if (origin == null || !this.instances.contains(origin)) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Only the page of the demo may do that");
		}
		Runtime.getRuntime().halt(0);
	}

	/**
	 * An instance.
	 *
	 * @param pid the id of its process
	 */
	record Instance(long pid) {
	}

}
