// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.RunConfig;
import dev.callbacks.call.NestingDepthException;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * The place of a run: inside which handler's work, with which handlers, tags and
 * metadata, its own and those it hands down.
 *
 * @param info what events say of the run
 * @param inheritableInfo the same with what is handed down only
 * @param began the reading of the clock that belongs to the start time
 * @param frame the handler's work in which the run was opened, or {@code null}
 * @param handedDown the handlers that runs below get too
 * @param handlers the handlers of the run
 */
record RunFamily(RunInfo info, RunInfo inheritableInfo, long began, @Nullable HandlerView frame,
		List<HandlerChannel> handedDown, HandlerSet handlers) {

	private static final int MAX_FRAMES = 8;

	/** Farther than anybody goes. */
	private static final int MAX_DEPTH = 128;

	/**
	 * Finds the place of a run that is opened below another, or in a handler's work.
	 * @param above what the run above hands down, if it is one of this dispatcher's
	 * @param parent what events say of the run above, or {@code null} for a root
	 */
	static RunFamily of(RunPlan spec, @Nullable RunFamily above, @Nullable RunInfo parent, @Nullable HandlerView frame,
			Channels channels) {
		checkDepth(frame, parent);
		RunConfig config = spec.config();
		RunInfo inherited = (above != null) ? above.inheritableInfo : parent;
		Map<String, Object> metadata = new LinkedHashMap<>();
		if (parent == null && frame != null) {
			metadata.put("origin", "handler");
		}
		metadata.putAll(config.metadata());
		List<UUID> ancestors = new ArrayList<>();
		if (parent != null) {
			ancestors.addAll(parent.ancestors());
			ancestors.add(parent.id());
		}
		RunInfo inheritable = new RunInfo(spec.newId(), (parent != null) ? parent.id() : null, ancestors, spec.kind(),
				(config.runName() != null) ? config.runName() : spec.name(),
				(inherited != null) ? inherited.tags() : List.of(),
				(inherited != null) ? inherited.metadata() : Map.of(), Instant.now())
			.with(config.tags(), metadata);
		long began = System.nanoTime();
		List<HandlerChannel> handedDown = channels.handedDown((above != null) ? above.handedDown : List.of(),
				config.handlers());
		return new RunFamily(inheritable.with(config.localTags(), config.localMetadata()), inheritable, began, frame,
				handedDown, channels.all(handedDown, spec.handlers(), frame));
	}

	private static void checkDepth(@Nullable HandlerView frame, @Nullable RunInfo parent) {
		if (frame != null && frame.depth() > MAX_FRAMES) {
			throw new NestingDepthException("A handler opened a run inside the work of " + MAX_FRAMES
					+ " handlers around it. Let handlers ignore the runs that handlers make");
		}
		if (parent != null && parent.ancestors().size() + 1 >= MAX_DEPTH) {
			throw new NestingDepthException("A run was opened below " + MAX_DEPTH
					+ " others. Let calls follow each other instead of calling each other");
		}
	}

}
