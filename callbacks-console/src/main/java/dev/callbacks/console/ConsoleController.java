// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page and its data. A request that the guard has not let in has no visitor, and so
 * gets nothing.
 */
@RestController
@RequestMapping("${callbacks.console.path:/callbacks}")
final class ConsoleController {

	private static final Map<String, MediaType> TYPES = Map.of("html", MediaType.TEXT_HTML, "css",
			new MediaType("text", "css", StandardCharsets.UTF_8), "js",
			new MediaType("text", "javascript", StandardCharsets.UTF_8), "svg", MediaType.valueOf("image/svg+xml"));

	private final String path;

	private final Console console;

	private final ConsoleStreams streams;

	ConsoleController(String path, Console console, ConsoleStreams streams) {
		this.path = path;
		this.console = console;
		this.streams = streams;
	}

	/**
	 * Leads to the page, whose other parts are named relative to it.
	 */
	@GetMapping
	ResponseEntity<Void> redirect(@RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		String name = this.path.substring(this.path.lastIndexOf('/') + 1);
		return ResponseEntity.status(HttpStatus.FOUND).location(URI.create(name + "/")).build();
	}

	@GetMapping("/")
	ResponseEntity<Resource> page(@RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		return asset("index.html", visitor);
	}

	@GetMapping("/{name:[a-z]+\\.(?:css|js|svg)}")
	ResponseEntity<Resource> asset(@PathVariable String name, @RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		Resource asset = new ClassPathResource("page/" + name, ConsoleController.class);
		MediaType type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1),
				MediaType.APPLICATION_OCTET_STREAM);
		return asset.exists() ? ResponseEntity.ok().contentType(type).body(asset) : ResponseEntity.notFound().build();
	}

	@GetMapping("/api/runs")
	ResponseEntity<byte[]> runs(@RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		return json(ResponseEntity.ok(), this.console.snapshot(visitor));
	}

	@GetMapping("/api/runs/{id}")
	ResponseEntity<byte[]> run(@PathVariable UUID id, @RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		Console.Tree tree = this.console.tree(id, visitor);
		return (tree != null) ? json(ResponseEntity.ok(), tree) : ResponseEntity.notFound().build();
	}

	@GetMapping("/api/runs/{id}/export")
	ResponseEntity<byte[]> export(@PathVariable UUID id, @RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		Console.Tree tree = this.console.tree(id, visitor);
		ContentDisposition file = ContentDisposition.attachment().filename("run-" + id + ".json").build();
		return (tree != null) ? json(ResponseEntity.ok().header(HttpHeaders.CONTENT_DISPOSITION, file.toString()), tree)
				: ResponseEntity.notFound().build();
	}

	@PostMapping("/api/runs/{id}/stop")
	ResponseEntity<Void> stop(@PathVariable UUID id, @RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		return ResponseEntity.status(this.console.stop(id)).build();
	}

	/**
	 * Returns the stream of events. A browser that was disconnected names the last that
	 * it got in a header, a page that opens another run names it in the address.
	 */
	@GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<String>> events(
			@RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long lastEventId,
			@RequestParam(required = false) @Nullable Long after, @RequestParam(required = false) @Nullable UUID run,
			@RequestAttribute(Visitor.ATTRIBUTE) Visitor visitor) {
		return this.streams.open((lastEventId != null) ? lastEventId : after, run, visitor);
	}

	@ExceptionHandler
	ResponseEntity<String> denied(ConsoleDeniedException ex) {
		return ResponseEntity.status(HttpStatus.FORBIDDEN).contentType(MediaType.TEXT_PLAIN).body(ex.getMessage());
	}

	private static ResponseEntity<byte[]> json(ResponseEntity.BodyBuilder reply, Object value) {
		return reply.contentType(MediaType.APPLICATION_JSON)
			.body(ConsoleJson.of(value).getBytes(StandardCharsets.UTF_8));
	}

}
