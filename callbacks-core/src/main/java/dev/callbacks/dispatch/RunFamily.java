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
package dev.callbacks.dispatch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.callbacks.Handler;
import dev.callbacks.NestingDepthException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands: below which run, inside which handler's work, with which handlers,
 * tags and metadata, its own and those it hands down.
 *
 * @param info what events say of the run
 * @param inheritableInfo the same with what is handed down only
 * @param parent the run above, if it is one of this dispatcher's
 * @param frame the handler's work in which the run was opened, or {@code null}
 * @param handedDown the handlers that runs below get too
 * @param channels the handlers of the run in their order
 * @param home the thread that opened the run
 * @param neverHere whether asynchronous handlers get a worker too
 */
record RunFamily(RunInfo info, RunInfo inheritableInfo, @Nullable EventRun parent, @Nullable HandlerFrame frame,
		List<HandlerChannel> handedDown, List<HandlerChannel> channels, Thread home, boolean neverHere) {

	private static final int MAX_FRAMES = 8;

	/**
	 * Where a run stands that is opened below another, or in a handler's work.
	 * @param current the run that is current, or {@code null}
	 */
	static RunFamily of(RunKind kind, String name, UUID id, RunConfig config, @Nullable Run current,
			HandlerSource source, boolean neverHere) {
		Run above = config.isDetached() ? null : current;
		EventRun parent = (above instanceof EventRun run) ? run : null;
		HandlerFrame frame = frameOf(current);
		if (frame != null && frame.depth() > MAX_FRAMES) {
			throw new NestingDepthException("A handler opened a run inside the work of " + MAX_FRAMES
					+ " handlers around it. Let handlers ignore the runs that handlers make");
		}
		RunInfo parentInfo = (above == null || above instanceof HandlerFrame) ? null : above.info();
		RunInfo inherited = (parent != null) ? parent.family().inheritableInfo : parentInfo;
		Set<String> tags = new LinkedHashSet<>((inherited != null) ? inherited.tags() : List.of());
		tags.addAll(config.tags());
		Map<String, Object> metadata = new LinkedHashMap<>((inherited != null) ? inherited.metadata() : Map.of());
		if (current instanceof HandlerFrame) {
			metadata.put("origin", "handler");
		}
		metadata.putAll(config.metadata());
		List<UUID> ancestors = new ArrayList<>();
		if (parentInfo != null) {
			ancestors.addAll(parentInfo.ancestors());
			ancestors.add(parentInfo.id());
		}
		UUID parentId = (parentInfo != null) ? parentInfo.id() : null;
		String runName = (config.runName() != null) ? config.runName() : name;
		RunInfo inheritable = new RunInfo(id, parentId, ancestors, kind, runName, List.copyOf(tags), metadata,
				Instant.now());
		List<HandlerChannel> handedDown = source.handedDown((parent != null) ? parent.family().handedDown : List.of(),
				config.handlers());
		return new RunFamily(withLocal(inheritable, config), inheritable, parent, frame, handedDown,
				source.channels(handedDown, frame), Thread.currentThread(), neverHere);
	}

	private static @Nullable HandlerFrame frameOf(@Nullable Run current) {
		if (current instanceof HandlerFrame frame) {
			return frame;
		}
		return (current instanceof EventRun run) ? run.frame() : null;
	}

	private static RunInfo withLocal(RunInfo info, RunConfig config) {
		if (config.localTags().isEmpty() && config.localMetadata().isEmpty()) {
			return info;
		}
		Set<String> tags = new LinkedHashSet<>(info.tags());
		tags.addAll(config.localTags());
		Map<String, Object> metadata = new LinkedHashMap<>(info.metadata());
		metadata.putAll(config.localMetadata());
		return new RunInfo(info.id(), info.parentId(), info.ancestors(), info.kind(), info.name(), List.copyOf(tags),
				metadata, info.startTime());
	}

	/**
	 * Whether a handler was given up in a run above.
	 */
	boolean isCutOff(HandlerChannel channel) {
		return this.parent != null && this.parent.lanes().isCutOff(channel);
	}

	void join(EventRun run) {
		if (this.parent != null) {
			this.parent.join(run);
		}
	}

	/**
	 * Ends a run that has just begun, if the run above was aborted by then.
	 */
	void endIfAbortedAbove(EventRun run) {
		if (this.parent != null) {
			this.parent.endIfAborted(run);
		}
	}

	void leave(EventRun run) {
		if (this.parent != null) {
			this.parent.leave(run);
		}
	}

	/**
	 * Finds the handlers of a run.
	 */
	interface HandlerSource {

		/**
		 * The handlers that a caller names, behind those of the run above.
		 */
		List<HandlerChannel> handedDown(List<HandlerChannel> inherited, List<Handler> named);

		/**
		 * All handlers of a run, without those in whose work it was opened.
		 */
		List<HandlerChannel> channels(List<HandlerChannel> handedDown, @Nullable HandlerFrame frame);

	}

}
