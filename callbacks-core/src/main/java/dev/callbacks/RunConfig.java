// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The configuration of one call: handlers, tags and metadata for its run and all runs
 * below it, and settings for its run alone. Immutable; every method returns another
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
	 * Returns the configuration in which nothing is set.
	 * @return the configuration
	 */
	public static RunConfig empty() {
		return EMPTY;
	}

	/**
	 * Creates a configuration with handlers for the call and all runs below it, and
	 * nothing else; {@link #withHandlers} adds them to another one.
	 * @param handlers the handlers
	 * @return the configuration
	 */
	public static RunConfig handlers(Handler... handlers) {
		return EMPTY.withHandlers(handlers);
	}

	/**
	 * Creates a configuration with handlers for the call and all runs below it, and
	 * nothing else; {@link #withHandlers} adds them to another one.
	 * @param handlers the handlers
	 * @return the configuration
	 */
	public static RunConfig handlers(Collection<? extends Handler> handlers) {
		return EMPTY
			.withHandlers(InvalidRequestException.required(handlers, "The handlers of a run").toArray(Handler[]::new));
	}

	/**
	 * Returns this configuration for a run that becomes a root, and that inherits no
	 * handlers, tags or metadata from the current run.
	 * @return the configuration
	 */
	public RunConfig detached() {
		return with((values) -> values.detached = true);
	}

	/**
	 * Adds handlers for the call and all runs below it.
	 * @param handlers the handlers
	 * @return the new configuration
	 */
	public RunConfig withHandlers(Handler... handlers) {
		List<Handler> checked = InvalidRequestException.allRequired(handlers, "A handler");
		return with((values) -> values.handlers = concat(values.handlers, checked));
	}

	/**
	 * Adds tags for the call and all runs below it.
	 * @param tags the tags
	 * @return the new configuration
	 */
	public RunConfig tags(String... tags) {
		List<String> checked = InvalidRequestException.allRequired(tags, "A tag");
		return with((values) -> values.tags = join(values.tags, checked));
	}

	/**
	 * Adds tags for the run of the call alone.
	 * @param tags the tags
	 * @return the new configuration
	 */
	public RunConfig localTags(String... tags) {
		List<String> checked = InvalidRequestException.allRequired(tags, "A tag");
		return with((values) -> values.localTags = join(values.localTags, checked));
	}

	/**
	 * Adds metadata for the call and all runs below it.
	 * @param key the key
	 * @param value the value
	 * @return the new configuration
	 */
	public RunConfig metadata(String key, Object value) {
		InvalidRequestException.required(key, "A key of metadata");
		InvalidRequestException.required(value, "The metadata '" + key + "'");
		return with((values) -> values.metadata = join(values.metadata, Map.of(key, value)));
	}

	/**
	 * Adds metadata for the call and all runs below it.
	 * @param metadata the values by their keys
	 * @return the new configuration
	 */
	public RunConfig metadata(Map<String, ?> metadata) {
		RunConfig config = this;
		for (Map.Entry<String, ?> entry : InvalidRequestException.required(metadata, "Metadata").entrySet()) {
			config = config.metadata(entry.getKey(), entry.getValue());
		}
		return config;
	}

	/**
	 * Adds metadata for the run of the call alone.
	 * @param key the key
	 * @param value the value
	 * @return the new configuration
	 */
	public RunConfig localMetadata(String key, Object value) {
		InvalidRequestException.required(key, "A key of metadata");
		InvalidRequestException.required(value, "The metadata '" + key + "'");
		return with((values) -> values.localMetadata = join(values.localMetadata, Map.of(key, value)));
	}

	/**
	 * Adds metadata for the run of the call alone.
	 * @param metadata the values by their keys
	 * @return the new configuration
	 */
	public RunConfig localMetadata(Map<String, ?> metadata) {
		RunConfig config = this;
		for (Map.Entry<String, ?> entry : InvalidRequestException.required(metadata, "Metadata").entrySet()) {
			config = config.localMetadata(entry.getKey(), entry.getValue());
		}
		return config;
	}

	/**
	 * Sets the id of the first run of the call. It must be the id of no other run: what
	 * tells runs apart by their ids, such as the audit, takes two runs with one id for
	 * one.
	 * @param runId the id
	 * @return the new configuration
	 */
	public RunConfig runId(UUID runId) {
		InvalidRequestException.required(runId, "The id of a run");
		return with((values) -> values.runId = runId);
	}

	/**
	 * Sets the name of the run of the call.
	 * @param runName the name
	 * @return the new configuration
	 */
	public RunConfig runName(String runName) {
		if (InvalidRequestException.required(runName, "The name of a run").isBlank()) {
			throw new InvalidRequestException("The name of a run must not be blank");
		}
		return with((values) -> values.runName = runName);
	}

	/**
	 * Limits the time of the call.
	 * @param timeout the longest time
	 * @return the new configuration
	 */
	public RunConfig timeout(Duration timeout) {
		InvalidRequestException.positive(timeout, "The timeout of a run");
		return with((values) -> values.timeout = timeout);
	}

	/**
	 * Limits the number of items of a batch, branches of a parallel step, or tools of an
	 * agent's turn that are under way at once.
	 * @param maxConcurrency the limit
	 * @return the new configuration
	 */
	public RunConfig maxConcurrency(int maxConcurrency) {
		InvalidRequestException.atLeastOne(maxConcurrency, "maxConcurrency");
		return with((values) -> values.maxConcurrency = maxConcurrency);
	}

	/**
	 * Merges another configuration into this one: handlers, tags and metadata are joined
	 * without duplicates, and single values of the other replace those of this one.
	 * @param other the other configuration
	 * @return the merged configuration
	 */
	public RunConfig merge(RunConfig other) {
		InvalidRequestException.required(other, "The configuration of a run");
		if (this == EMPTY || other == EMPTY) {
			return (other == EMPTY) ? this : other;
		}
		Values later = other.values;
		return with((values) -> {
			values.handlers = concat(values.handlers, later.handlers);
			values.tags = join(values.tags, later.tags);
			values.localTags = join(values.localTags, later.localTags);
			values.metadata = join(values.metadata, later.metadata);
			values.localMetadata = join(values.localMetadata, later.localMetadata);
			values.runId = (later.runId != null) ? later.runId : values.runId;
			values.runName = (later.runName != null) ? later.runName : values.runName;
			values.timeout = (later.timeout != null) ? later.timeout : values.timeout;
			values.maxConcurrency = (later.maxConcurrency != null) ? later.maxConcurrency : values.maxConcurrency;
			values.detached |= later.detached;
		});
	}

	/**
	 * Returns the handlers for the call and all runs below it.
	 * @return the handlers
	 */
	public List<Handler> handlers() {
		return this.values.handlers;
	}

	/**
	 * Returns the tags for the call and all runs below it.
	 * @return the tags
	 */
	public List<String> tags() {
		return this.values.tags;
	}

	/**
	 * Returns the tags for the run of the call alone.
	 * @return the tags
	 */
	public List<String> localTags() {
		return this.values.localTags;
	}

	/**
	 * Returns the metadata for the call and all runs below it.
	 * @return the metadata
	 */
	public Map<String, Object> metadata() {
		return this.values.metadata;
	}

	/**
	 * Returns the metadata for the run of the call alone.
	 * @return the metadata
	 */
	public Map<String, Object> localMetadata() {
		return this.values.localMetadata;
	}

	/**
	 * Returns the id of the first run of the call.
	 * @return the id, or {@code null} if none is set
	 */
	public @Nullable UUID runId() {
		return this.values.runId;
	}

	/**
	 * Returns the name of the run of the call.
	 * @return the name, or {@code null} if none is set
	 */
	public @Nullable String runName() {
		return this.values.runName;
	}

	/**
	 * Returns the longest time of the call.
	 * @return the timeout, or {@code null} if none is set
	 */
	public @Nullable Duration timeout() {
		return this.values.timeout;
	}

	/**
	 * Returns the number of items of a batch that may be under way at once.
	 * @return the limit, or {@code null} if none is set
	 */
	public @Nullable Integer maxConcurrency() {
		return this.values.maxConcurrency;
	}

	/**
	 * Whether the run becomes a root.
	 * @return whether it does
	 */
	public boolean isDetached() {
		return this.values.detached;
	}

	/**
	 * Returns this configuration without the id, for the further runs of its call.
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
	 * Keeps handlers that are equal but not identical, since the engine tells them apart.
	 */
	private static List<Handler> concat(List<Handler> one, List<Handler> other) {
		List<Handler> joined = new ArrayList<>(one);
		other.stream().filter((handler) -> joined.stream().noneMatch((known) -> known == handler)).forEach(joined::add);
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
	 * The values of a configuration. They change only before the configuration is
	 * published.
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
