// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.ToolStart;

import org.springframework.stereotype.Component;

@Component
class ToolApproval implements AsyncCallbackHandler {

	private final Map<UUID, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withRaiseError(true).withTimeout(Duration.ofMinutes(10));
	}

	@Override
	public CompletionStage<?> onToolStart(ToolStart event) {
		if (!event.tool().equals("transfer")) {
			return null;
		}
		// the tool is called when this is complete, and is not if it fails
		CompletableFuture<Void> answer = new CompletableFuture<>();
		this.open.put(event.run().id(), answer);
		return answer.whenComplete((approved, refused) -> this.open.remove(event.run().id()));
	}

	Map<UUID, CompletableFuture<Void>> open() {
		return Map.copyOf(this.open);
	}

	void approve(UUID tool) {
		this.open.get(tool).complete(null);
	}

	void refuse(UUID tool) {
		this.open.get(tool).completeExceptionally(new SecurityException("A human has refused the transfer"));
	}

}
