// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.callbacks.autoconfigure.operation.Content;
import dev.callbacks.autoconfigure.operation.HandlerOperations;
import dev.callbacks.autoconfigure.operation.RunOperations;
import dev.callbacks.console.Visitor.CsrfView;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.handler.RecordedRun;
import dev.callbacks.handler.ReplayRing;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.http.HttpStatus;

/**
 * The data of the page.
 */
final class Console {

	private final ConsoleProperties properties;

	private final ConsoleRecorder recorder;

	private final FleetRecorder fleet;

	private final FleetTokens tokens;

	private final RunViews views;

	private final HandlerOperations handlers;

	private final RunOperations runs;

	/** The content as those see it who are shown it. */
	private final Content shown;

	private final String currency;

	Console(ConsoleProperties properties, ConsoleRecorder recorder, FleetRecorder fleet, FleetTokens tokens,
			RunViews views, HandlerOperations handlers, RunOperations runs, Content shown, String currency) {
		this.properties = properties;
		this.recorder = recorder;
		this.fleet = fleet;
		this.tokens = tokens;
		this.views = views;
		this.handlers = handlers;
		this.runs = runs;
		this.shown = shown;
		this.currency = currency;
	}

	/**
	 * Returns all that the page begins with.
	 */
	Snapshot snapshot(Visitor visitor) {
		// first, since it tells whether the runs of others are known
		Status status = status();
		long cursor = this.recorder.events().last();
		List<RunView> runs = new ArrayList<>();
		Stream.concat(this.recorder.runs().roots().stream(), this.fleet.roots().stream())
			.forEach((root) -> runs.addAll(views(root, Content.HIDDEN)));
		return new Snapshot(cursor, contentState(visitor), this.currency, visitor.csrf(), runs, status);
	}

	/**
	 * Returns a tree of runs with its events, and with the tokens that are still known.
	 * @return the tree, or {@code null} if there is none
	 */
	@Nullable Tree tree(UUID id, Visitor visitor) {
		boolean showsContent = showsContent(visitor);
		Content content = showsContent ? this.shown : Content.HIDDEN;
		long cursor = this.recorder.events().last();
		RecordedRun root = root(id);
		if (root == null) {
			return null;
		}
		List<EventView> events = root.tree()
			.stream()
			.flatMap((run) -> run.events().stream())
			.map(EventView::of)
			.toList();
		List<EventView> tokens = this.recorder.events()
			.items()
			.stream()
			.map(ReplayRing.Entry::item)
			.filter((item) -> item.isToken() && item.concerns(root.info().rootId()))
			.map((item) -> EventView.of(item.event(), showsContent ? item.text() : null))
			.toList();
		return new Tree(cursor, root.info().id(), views(root, content), events, tokens);
	}

	private @Nullable RecordedRun root(UUID id) {
		RecordedRun run = find(id);
		RecordedRun root = (run != null) ? find(run.info().rootId()) : null;
		return (root != null) ? root : run;
	}

	private @Nullable RecordedRun find(UUID id) {
		return this.recorder.runs().find(id).orElseGet(() -> this.fleet.find(id));
	}

	private List<RunView> views(RecordedRun root, Content content) {
		UUID id = root.info().rootId();
		String other = this.fleet.instance(id);
		String instance = (other != null) ? other : this.fleet.instance();
		return root.tree().stream().map((run) -> this.views.of(run, content, instance)).toList();
	}

	/**
	 * Returns what changes while a run is under way, and no event tells, to somebody who
	 * looks.
	 */
	Status status() {
		List<Status.ActiveRun> active = this.runs.active()
			.stream()
			.map((run) -> new Status.ActiveRun(run.id(), run.tokens(), run.waitsFor()))
			.toList();
		return new Status(active, this.handlers.all().stream().map(HandlerView::of).toList(), this.fleet.look());
	}

	/**
	 * Returns a message that tells an event.
	 */
	Message message(ConsoleEvent item, boolean showsContent) {
		if (item.isToken()) {
			return new Message(EventView.of(item.event(), showsContent ? item.text() : null), null);
		}
		RunView run = null;
		String instance = (item.instance() != null) ? item.instance() : this.fleet.instance();
		if (item.event() instanceof StartEvent start) {
			run = this.views.of(start, instance);
		}
		else if (item.event() instanceof TerminalEvent end) {
			run = this.views.of(end, instance);
		}
		return new Message(EventView.of(item.event()), run);
	}

	ReplayRing<ConsoleEvent> events() {
		return this.recorder.events();
	}

	/**
	 * Returns the tokens of a tree of another instance, if it is one.
	 */
	Flux<ConsoleEvent> remoteTokens(@Nullable UUID root, boolean showsContent) {
		boolean isRemote = root != null && this.fleet.hasContent() && this.recorder.runs().find(root).isEmpty();
		return (root != null && isRemote) ? this.tokens.of(root, showsContent) : Flux.empty();
	}

	/**
	 * Stops a run.
	 * @return the reply: done, passed on to another instance, or not found
	 */
	HttpStatus stop(UUID id) {
		if (this.runs.cancel(id.toString()) != null) {
			return HttpStatus.NO_CONTENT;
		}
		return this.fleet.stop(id) ? HttpStatus.ACCEPTED : HttpStatus.NOT_FOUND;
	}

	boolean showsContent(Visitor visitor) {
		return this.properties.showContent().isShown(visitor.viewer(), this.properties.roles());
	}

	private ContentState contentState(Visitor visitor) {
		if (showsContent(visitor)) {
			return ContentState.SHOWN;
		}
		return (this.properties.showContent() == Show.NEVER) ? ContentState.HIDDEN : ContentState.UNAUTHORIZED;
	}

	/**
	 * The reason why the page shows content or not.
	 */
	enum ContentState {

		/** It is shown. */
		SHOWN,

		/** Nobody is shown it. */
		HIDDEN,

		/** The user may not see it. */
		UNAUTHORIZED

	}

	/**
	 * All that the page begins with.
	 *
	 * @param cursor the number of the latest event that it includes
	 * @param content the reason why content is shown or not
	 * @param currency the currency of costs
	 * @param csrf the token to send
	 * @param runs the runs, trees with the latest first
	 * @param status the status
	 */
	record Snapshot(long cursor, ContentState content, String currency, @Nullable CsrfView csrf, List<RunView> runs,
			Status status) {

	}

	/**
	 * A tree of runs.
	 *
	 * @param cursor the number of the latest event that it includes
	 * @param root the id of its root
	 * @param runs the runs, parents before children
	 * @param events their events without tokens
	 * @param tokens the tokens that are still known
	 */
	record Tree(long cursor, UUID root, List<RunView> runs, List<EventView> events, List<EventView> tokens) {

	}

	/**
	 * A message that tells an event.
	 *
	 * @param event the event
	 * @param run the run, if it started or ended
	 */
	record Message(EventView event, @Nullable RunView run) {

	}

	/**
	 * The status of runs that are under way, and of handlers, of this instance.
	 *
	 * @param active the runs that are under way
	 * @param handlers the handlers
	 * @param fleet the state of the fleet, if there is one
	 */
	record Status(List<ActiveRun> active, List<HandlerView> handlers, FleetRecorder.@Nullable FleetView fleet) {

		/**
		 * A run that is under way.
		 *
		 * @param id the id
		 * @param tokens the number of tokens so far
		 * @param waitsFor the events before handlers that still work, by their names
		 */
		record ActiveRun(UUID id, int tokens, Map<String, Long> waitsFor) {

		}

	}

}
