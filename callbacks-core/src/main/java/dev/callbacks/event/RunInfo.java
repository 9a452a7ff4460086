// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.event;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The identity of a run, which all its events carry.
 *
 * @param id the id of the run, a UUID of version 7: later runs have greater ids
 * @param parentId the id of the run around it, or {@code null} for a root
 * @param ancestors the ids of all runs around it, the root first
 * @param kind the kind of work
 * @param name the name
 * @param tags its own and inherited tags
 * @param metadata its own and inherited metadata
 * @param startTime the time of the start
 * @since 0.1.0
 */
public record RunInfo(UUID id, @Nullable UUID parentId, List<UUID> ancestors, RunKind kind, String name,
		List<String> tags, Map<String, Object> metadata, Instant startTime) {

	public RunInfo {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(startTime, "startTime");
		ancestors = List.copyOf(ancestors);
		tags = List.copyOf(tags);
		metadata = Map.copyOf(metadata);
	}

	/**
	 * Returns the id of the run at the root of the tree, which may be this one.
	 * @return the id
	 */
	public UUID rootId() {
		return this.ancestors.isEmpty() ? this.id : this.ancestors.get(0);
	}

	/**
	 * Returns a copy with further tags and metadata.
	 * @param tags the tags to add
	 * @param metadata the metadata to add or replace
	 * @return the copy, or this if there is nothing to add
	 */
	public RunInfo with(Collection<String> tags, Map<String, ?> metadata) {
		if (tags.isEmpty() && metadata.isEmpty()) {
			return this;
		}
		Set<String> allTags = new LinkedHashSet<>(this.tags);
		allTags.addAll(tags);
		Map<String, Object> allMetadata = new LinkedHashMap<>(this.metadata);
		allMetadata.putAll(metadata);
		return new RunInfo(this.id, this.parentId, this.ancestors, this.kind, this.name, List.copyOf(allTags),
				allMetadata, this.startTime);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RunInfo that && this.id.equals(that.id);
	}

	@Override
	public int hashCode() {
		return this.id.hashCode();
	}

	@Override
	public String toString() {
		return "RunInfo[" + this.kind + " " + this.name + ", id=" + this.id + ", parent=" + this.parentId + "]";
	}

}
