// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What a caller says of one call: handlers, tags and metadata for its run and all runs
 * below it, and some things for its run alone. Immutable; every method returns another
 * configuration.
 *
 * @since 0.1.0
 */
public final class RunConfig {

	private static final RunConfig EMPTY = new RunConfig(new Values());

	private final Values values;

	private RunConfig(Values values) {
		this.values = values;
	}

	/**
	 * A configuration that says nothing.
	 * @return the configuration
	 */
	public static RunConfig empty() {
		return EMPTY;
	}

	/**
	 * A configuration with handlers for the call and all runs below it.
	 * @param handlers the handlers
	 * @return the configuration
	 */
	public static RunConfig handlers(Handler... handlers) {
		return EMPTY.withHandlers(handlers);
	}

	/**
	 * A configuration of a run that is a root of its own, without the handlers, tags and
	 * metadata of the run that is current.
	 * @return the configuration
	 */
	public static RunConfig detached() {
		return EMPTY.with((values) -> values.detached = true);
	}

	/**
	 * Adds handlers for the call and all runs below it.
	 * @param handlers the handlers
	 * @return the new configuration
	 */
	public RunConfig withHandlers(Handler... handlers) {
		if (handlers == null || Arrays.asList(handlers).contains(null)) {
			throw new InvalidRequestException("A handler must not be null");
		}
		return with((values) -> values.handlers = concat(values.handlers, List.of(handlers)));
	}

	/**
	 * Adds tags for the call and all runs below it.
	 * @param tags the tags
	 * @return the new configuration
	 */
	public RunConfig tags(String... tags) {
		return with((values) -> values.tags = join(values.tags, List.of(tags)));
	}

	/**
	 * Adds tags for the run of the call alone.
	 * @param tags the tags
	 * @return the new configuration
	 */
	public RunConfig localTags(String... tags) {
		return with((values) -> values.localTags = join(values.localTags, List.of(tags)));
	}

	/**
	 * Adds metadata for the call and all runs below it.
	 * @param key the key
	 * @param value the value
	 * @return the new configuration
	 */
	public RunConfig metadata(String key, Object value) {
		return with((values) -> values.metadata = join(values.metadata, Map.of(key, value)));
	}

	/**
	 * Adds metadata for the run of the call alone.
	 * @param key the key
	 * @param value the value
	 * @return the new configuration
	 */
	public RunConfig localMetadata(String key, Object value) {
		return with((values) -> values.localMetadata = join(values.localMetadata, Map.of(key, value)));
	}

	/**
	 * Names the id of the first run of the call.
	 * @param runId the id
	 * @return the new configuration
	 */
	public RunConfig runId(UUID runId) {
		return with((values) -> values.runId = runId);
	}

	/**
	 * Names the run of the call.
	 * @param runName the name
	 * @return the new configuration
	 */
	public RunConfig runName(String runName) {
		return with((values) -> values.runName = runName);
	}

	/**
	 * Limits the time of the call.
	 * @param timeout how long it may last
	 * @return the new configuration
	 */
	public RunConfig timeout(Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidRequestException("The timeout of a run must be positive, not " + timeout);
		}
		return with((values) -> values.timeout = timeout);
	}

	/**
	 * Limits how many items of a batch are under way at once.
	 * @param maxConcurrency the limit
	 * @return the new configuration
	 */
	public RunConfig maxConcurrency(int maxConcurrency) {
		if (maxConcurrency < 1) {
			throw new InvalidRequestException("maxConcurrency must be at least 1, not " + maxConcurrency);
		}
		return with((values) -> values.maxConcurrency = maxConcurrency);
	}

	/**
	 * This configuration followed by another, whose single values win.
	 * @param other the other
	 * @return the merged configuration
	 */
	public RunConfig merge(RunConfig other) {
		if (this == EMPTY || other == EMPTY) {
			return (other == EMPTY) ? this : other;
		}
		Values its = other.values;
		return with((values) -> {
			values.handlers = concat(values.handlers, its.handlers);
			values.tags = join(values.tags, its.tags);
			values.localTags = join(values.localTags, its.localTags);
			values.metadata = join(values.metadata, its.metadata);
			values.localMetadata = join(values.localMetadata, its.localMetadata);
			values.runId = (its.runId != null) ? its.runId : values.runId;
			values.runName = (its.runName != null) ? its.runName : values.runName;
			values.timeout = (its.timeout != null) ? its.timeout : values.timeout;
			values.maxConcurrency = (its.maxConcurrency != null) ? its.maxConcurrency : values.maxConcurrency;
			values.detached |= its.detached;
		});
	}

	/**
	 * The handlers for the call and all runs below it.
	 * @return the value
	 */
	public List<Handler> handlers() {
		return this.values.handlers;
	}

	/**
	 * The tags for the call and all runs below it.
	 * @return the value
	 */
	public List<String> tags() {
		return this.values.tags;
	}

	/**
	 * The tags for the run of the call alone.
	 * @return the value
	 */
	public List<String> localTags() {
		return this.values.localTags;
	}

	/**
	 * The metadata for the call and all runs below it.
	 * @return the value
	 */
	public Map<String, Object> metadata() {
		return this.values.metadata;
	}

	/**
	 * The metadata for the run of the call alone.
	 * @return the value
	 */
	public Map<String, Object> localMetadata() {
		return this.values.localMetadata;
	}

	/**
	 * The id of the first run of the call, if one is named.
	 * @return the value
	 */
	public @Nullable UUID runId() {
		return this.values.runId;
	}

	/**
	 * The name of the run of the call, if one is named.
	 * @return the value
	 */
	public @Nullable String runName() {
		return this.values.runName;
	}

	/**
	 * How long the call may last, if that is limited.
	 * @return the value
	 */
	public @Nullable Duration timeout() {
		return this.values.timeout;
	}

	/**
	 * How many items of a batch are under way at once, if that is said.
	 * @return the value
	 */
	public @Nullable Integer maxConcurrency() {
		return this.values.maxConcurrency;
	}

	/**
	 * Whether the run is a root of its own.
	 * @return the value
	 */
	public boolean isDetached() {
		return this.values.detached;
	}

	/**
	 * This configuration for a run that is not the first of its call: without its id.
	 * @return the configuration
	 */
	public RunConfig withoutRunId() {
		return (this.values.runId == null) ? this : with((values) -> values.runId = null);
	}

	private RunConfig with(Consumer<Values> change) {
		Values copy = this.values.copy();
		change.accept(copy);
		return new RunConfig(copy);
	}

	/**
	 * Keeps handlers that are equal but not the same: who is who is for the engine to
	 * say.
	 */
	private static List<Handler> concat(List<Handler> one, List<Handler> other) {
		List<Handler> joined = new ArrayList<>(one);
		joined.addAll(other);
		return List.copyOf(joined);
	}

	private static <T> List<T> join(List<T> one, List<T> other) {
		if (one.isEmpty() || other.isEmpty()) {
			return one.isEmpty() ? List.copyOf(new LinkedHashSet<>(other)) : one;
		}
		List<T> joined = new ArrayList<>(one);
		other.stream().filter((item) -> !joined.contains(item)).forEach(joined::add);
		return Collections.unmodifiableList(joined);
	}

	private static Map<String, Object> join(Map<String, Object> one, Map<String, Object> other) {
		Map<String, Object> joined = new LinkedHashMap<>(one);
		joined.putAll(other);
		return Collections.unmodifiableMap(joined);
	}

	/**
	 * What a configuration holds. Changed only before the configuration that holds it is
	 * handed out.
	 */
	private static final class Values {

		private List<Handler> handlers = List.of();

		private List<String> tags = List.of();

		private List<String> localTags = List.of();

		private Map<String, Object> metadata = Map.of();

		private Map<String, Object> localMetadata = Map.of();

		private @Nullable UUID runId;

		private @Nullable String runName;

		private @Nullable Duration timeout;

		private @Nullable Integer maxConcurrency;

		private boolean detached;

		private Values copy() {
			Values copy = new Values();
			copy.handlers = this.handlers;
			copy.tags = this.tags;
			copy.localTags = this.localTags;
			copy.metadata = this.metadata;
			copy.localMetadata = this.localMetadata;
			copy.runId = this.runId;
			copy.runName = this.runName;
			copy.timeout = this.timeout;
			copy.maxConcurrency = this.maxConcurrency;
			copy.detached = this.detached;
			return copy;
		}

	}

}
