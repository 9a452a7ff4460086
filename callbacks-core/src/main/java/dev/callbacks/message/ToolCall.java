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
package dev.callbacks.message;

import java.util.Objects;

/**
 * A model's wish to have a tool called.
 *
 * @param id the model's id of the call, which the tool's answer repeats
 * @param name the name of the tool
 * @param arguments the arguments as the model wrote them, usually JSON
 * @since 0.1.0
 */
public record ToolCall(String id, String name, String arguments) {

	public ToolCall {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(arguments, "arguments");
	}

	@Override
	public String toString() {
		return "ToolCall[id=" + this.id + ", name=" + this.name + ", arguments=" + this.arguments.length()
				+ " characters]";
	}

}
