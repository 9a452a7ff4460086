// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.operation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.callbacks.CallbackManager;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.handler.RunRecorder;
import dev.callbacks.spi.RunStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * The operations on runs.
 */
public final class RunOperations {

	private static final Logger logger = LoggerFactory.getLogger(RunOperations.class);

	private final CallbackManager manager;

	private final RunRecorder recorder;

	/**
	 * Creates the operations.
	 * @param manager the manager that has the runs
	 * @param recorder the recorder of those that are shown when they are over
	 */
	public RunOperations(CallbackManager manager, RunRecorder recorder) {
		this.manager = manager;
		this.recorder = recorder;
	}

	/**
	 * Returns the runs that are under way.
	 * @return the runs, the oldest first
	 */
	public List<ActiveRunDescriptor> active() {
		return runs().stream()
			.sorted(Comparator.comparing(RunStatus::age).reversed())
			.map(ActiveRunDescriptor::of)
			.toList();
	}

	/**
	 * Returns the recorded trees without content.
	 * @return their roots, the latest first
	 */
	public List<RecordedRunDescriptor> recent() {
		return this.recorder.roots().stream().map((run) -> RecordedRunDescriptor.of(run, Content.HIDDEN)).toList();
	}

	/**
	 * Finds a run that is under way, or that is kept, or both.
	 * @param text the id of the run
	 * @param content the content to show
	 * @return the run, or {@code null} if there is none of the id
	 * @throws InvalidEndpointRequestException if the text is no id
	 */
	public @Nullable RunDescriptor find(String text, Content content) {
		UUID id = id(text);
		ActiveRunDescriptor active = status(id).map(ActiveRunDescriptor::of).orElse(null);
		RecordedRunDescriptor recorded = this.recorder.find(id)
			.map((run) -> RecordedRunDescriptor.of(run, content))
			.orElse(null);
		return (active != null || recorded != null) ? new RunDescriptor(active, recorded) : null;
	}

	/**
	 * Cancels a run that is under way.
	 * @param text the id of the run
	 * @return the run as it was, or {@code null} if there is none of the id
	 * @throws InvalidEndpointRequestException if the text is no id
	 */
	public @Nullable RunDescriptor cancel(String text) {
		RunStatus status = status(id(text)).orElse(null);
		if (status == null) {
			return null;
		}
		status.run().cancel();
		logger.info("Run {} was cancelled by an operator", status.run().info().id());
		return new RunDescriptor(ActiveRunDescriptor.of(status), null);
	}

	private static UUID id(String text) {
		try {
			UUID id = UUID.fromString(text);
			if (id.toString().equalsIgnoreCase(text)) {
				return id;
			}
		}
		catch (IllegalArgumentException ex) {
			// said below
		}
		throw new InvalidEndpointRequestException("What should be the id of a run is no UUID",
				"The id of a run is a UUID");
	}

	private Optional<RunStatus> status(UUID id) {
		return runs().stream().filter((status) -> status.run().info().id().equals(id)).findFirst();
	}

	private List<RunStatus> runs() {
		return (this.manager instanceof CallbackDispatcher dispatcher) ? dispatcher.runs() : List.of();
	}

}
