// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.ContentPart;
import dev.callbacks.message.ToolCall;
import dev.callbacks.message.ToolDefinition;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.data.pdf.PdfFile;
import dev.langchain4j.data.video.Video;
import org.jspecify.annotations.Nullable;

/**
 * Messages and options of either side in terms of the other.
 */
final class Messages {

	/** The schema of a tool that takes no arguments. */
	private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

	/** The JSON of a tool as far as its schema. */
	private static final String BEFORE_SCHEMA = "{\"name\":\"tool\",\"parameters\":";

	private Messages() {
	}

	/**
	 * The request as handlers see it.
	 */
	static ChatRequest request(dev.langchain4j.model.chat.request.ChatRequest request) {
		List<ChatMessage> messages = request.messages().stream().map(Messages::message).toList();
		ChatOptions options = ChatOptions.none();
		options = (request.modelName() != null) ? options.withModel(request.modelName()) : options;
		options = (request.temperature() != null) ? options.withTemperature(request.temperature()) : options;
		options = (request.maxOutputTokens() != null && request.maxOutputTokens() > 0)
				? options.withMaxTokens(request.maxOutputTokens()) : options;
		options = (request.stopSequences() != null) ? options.withStop(request.stopSequences().toArray(String[]::new))
				: options;
		if (request.toolSpecifications() != null) {
			options = options.withTools(request.toolSpecifications().stream().map(Messages::tool).toList());
		}
		return ChatRequest.of(messages).withOptions(options);
	}

	private static ToolDefinition tool(ToolSpecification tool) {
		return new ToolDefinition(tool.name(), (tool.description() != null) ? tool.description() : "", schema(tool));
	}

	/**
	 * The schema of a tool's arguments, which the library writes only as a part of the
	 * tool.
	 */
	private static String schema(ToolSpecification tool) {
		if (tool.parameters() == null) {
			return NO_ARGUMENTS;
		}
		String json = ToolSpecification.builder().name("tool").parameters(tool.parameters()).build().toJson();
		return json.startsWith(BEFORE_SCHEMA) ? json.substring(BEFORE_SCHEMA.length(), json.length() - 1) : json;
	}

	private static ChatMessage message(dev.langchain4j.data.message.ChatMessage message) {
		if (message instanceof SystemMessage system) {
			return ChatMessage.system(system.text());
		}
		if (message instanceof AiMessage answer) {
			return ChatMessage.assistant((answer.text() != null) ? answer.text() : "", toolCalls(answer));
		}
		if (message instanceof ToolExecutionResultMessage result) {
			return ChatMessage.tool((result.id() != null) ? result.id() : "", text(result.contents()));
		}
		if (message instanceof UserMessage user) {
			return ChatMessage.user(user.contents().stream().map(Messages::part).toArray(ContentPart[]::new));
		}
		return ChatMessage.user(String.valueOf(message.type()));
	}

	/**
	 * The joined text of all contents that have some.
	 */
	static String text(List<Content> contents) {
		return contents.stream()
			.filter(TextContent.class::isInstance)
			.map((content) -> ((TextContent) content).text())
			.collect(Collectors.joining());
	}

	private static ContentPart part(Content content) {
		if (content instanceof TextContent text) {
			return new ContentPart.Text(text.text());
		}
		if (content instanceof ImageContent image) {
			return media("image", image.image().mimeType(), image.image().url());
		}
		if (content instanceof AudioContent audio) {
			return media("audio", audio.audio().mimeType(), audio.audio().url());
		}
		if (content instanceof VideoContent video) {
			return media("video", video.video().mimeType(), video.video().url());
		}
		if (content instanceof PdfFileContent pdf) {
			return media("application", pdf.pdfFile().mimeType(), pdf.pdfFile().url());
		}
		return media(content.type().name().toLowerCase(Locale.ROOT), null, null);
	}

	private static ContentPart media(String kind, @Nullable String type, @Nullable URI location) {
		return new ContentPart.Media((type != null) ? type : kind + "/*",
				(location != null) ? location.toString() : "");
	}

	static List<ToolCall> toolCalls(AiMessage message) {
		if (message.toolExecutionRequests() == null) {
			return List.of();
		}
		return message.toolExecutionRequests().stream().map(Messages::toolCall).toList();
	}

	static ToolCall toolCall(ToolExecutionRequest request) {
		return new ToolCall((request.id() != null) ? request.id() : "", (request.name() != null) ? request.name() : "",
				(request.arguments() != null) ? request.arguments() : "");
	}

	/**
	 * The request as the model gets it.
	 */
	static dev.langchain4j.model.chat.request.ChatRequest request(ChatRequest request) {
		ChatOptions options = request.options();
		dev.langchain4j.model.chat.request.ChatRequest.Builder builder = dev.langchain4j.model.chat.request.ChatRequest
			.builder()
			.messages(IntStream.range(0, request.messages().size()).mapToObj((i) -> message(request, i)).toList());
		if (options.model() != null) {
			builder.modelName(options.model());
		}
		if (options.temperature() != null) {
			builder.temperature(options.temperature());
		}
		if (options.maxTokens() != null) {
			builder.maxOutputTokens(options.maxTokens());
		}
		if (!options.stop().isEmpty()) {
			builder.stopSequences(options.stop());
		}
		if (!options.tools().isEmpty()) {
			builder.toolSpecifications(options.tools().stream().map(Messages::tool).toList());
		}
		return builder.build();
	}

	private static ToolSpecification tool(ToolDefinition tool) {
		String schema = tool.takesArguments() ? tool.inputSchema() : NO_ARGUMENTS;
		ToolSpecification described = ToolSpecification.fromJson(BEFORE_SCHEMA + schema + "}");
		return described.toBuilder().name(tool.name()).description(tool.description()).build();
	}

	private static dev.langchain4j.data.message.ChatMessage message(ChatRequest request, int index) {
		ChatMessage message = request.messages().get(index);
		return switch (message.role()) {
			case SYSTEM -> SystemMessage.from(message.text());
			case USER -> UserMessage.from(message.parts().stream().map(Messages::content).toList());
			case ASSISTANT -> AiMessage.builder()
				.text(message.text().isEmpty() ? null : message.text())
				.toolExecutionRequests(message.toolCalls().stream().map(Messages::toolCall).toList())
				.build();
			case TOOL -> {
				ToolCall call = request.answeredBy(index);
				yield ToolExecutionResultMessage.from(Objects.requireNonNullElse(message.toolCallId(), ""),
						(call != null) ? call.name() : "", message.text());
			}
		};
	}

	private static Content content(ContentPart part) {
		if (part instanceof ContentPart.Text text) {
			return TextContent.from(text.text());
		}
		ContentPart.Media media = (ContentPart.Media) part;
		String type = media.mimeType().toLowerCase(Locale.ROOT);
		// models fetch what has a location, so they need the content of a data URI itself
		String base64 = media.base64();
		URI uri = (base64 == null) ? URI.create(media.uri()) : null;
		if (type.startsWith("image/")) {
			return ImageContent.from(Image.builder().url(uri).base64Data(base64).mimeType(media.mimeType()).build());
		}
		if (type.startsWith("audio/")) {
			return AudioContent.from(Audio.builder().url(uri).base64Data(base64).mimeType(media.mimeType()).build());
		}
		if (type.startsWith("video/")) {
			return VideoContent.from(Video.builder().url(uri).base64Data(base64).mimeType(media.mimeType()).build());
		}
		if (type.equals("application/pdf")) {
			return PdfFileContent
				.from(PdfFile.builder().url(uri).base64Data(base64).mimeType(media.mimeType()).build());
		}
		throw new InvalidRequestException("LangChain4j takes no media of the type " + media.mimeType());
	}

	private static ToolExecutionRequest toolCall(ToolCall call) {
		return ToolExecutionRequest.builder().id(call.id()).name(call.name()).arguments(call.arguments()).build();
	}

}
