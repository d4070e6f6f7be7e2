import GatehouseModel

/// The identifiers and times that examples of the API use, so that they tell one story.
enum ExampleID {
    static let device = DeviceID(high: 0x0199_3A5C_7E10_7A31, low: 0x8C52_1B6D_0E4F_9A21)
    static let asset = AssetID(high: 0x0199_3A5C_8101_7B21, low: 0x8D13_2C6E_1F50_0A31)
    static let otherAsset = AssetID(high: 0x0199_3A5C_8101_7B22, low: 0x9E24_3D7F_2061_1B42)
    static let decision = DecisionID(high: 0x0199_3A5D_0B42_7C19, low: 0x9A10_44C2_7F3B_D805)
    static let action = ActionID(high: 0x0199_3A5D_55E0_7B02, low: 0xB3F1_90AE_6C2D_1784)
    static let actionBatch = ActionBatchID(high: 0x0199_3A5D_55E0_7B01, low: 0xA2E0_81BD_5B1C_0673)
    static let document = DocumentID(high: 0x0199_3A5B_12C8_7D44, low: 0xA7C9_3E51_F068_2B9D)
    static let code = CodeID(high: 0x0199_3A5B_93D7_7E65, low: 0x84D0_5A7B_C1E2_3F46)
    static let enrolment = EnrolmentID(high: 0x0199_3A5B_A118_7C52, low: 0x9B1E_22D7_40C3_6F85)
    static let hardware = HardwareID(high: 0x0199_3A58_6E2D_7A90, low: 0xB04D_713C_58EF_1926)
    static let user = UserID(high: 0x0199_3A59_2D11_7A05, low: 0x8A41_5C7B_E3D2_9016)
    static let otherUser = UserID(high: 0x0199_3A59_2D11_7A06, low: 0x9B52_6D8C_F4E3_A127)
    static let group = GroupID(high: 0x0199_3A59_3E22_7B07, low: 0xAC63_7E9D_05F4_B238)
    static let otherGroup = GroupID(high: 0x0199_3A59_3E22_7B08, low: 0xBD74_8FAE_1605_C349)
    static let token = TokenID(high: 0x0199_3A5A_20F1_7F08, low: 0x95E3_6B8C_D2F4_5071)
    static let client = ClientApplicationID(high: 0x0199_3A5A_7C44_7D31, low: 0x9B02_5E1F_8A36_D407)
    static let request = RequestID(high: 0x5D3E_0F2A_9B7C_4A18, low: 0xA1C2_E4F6_0819_2B3D)
    static let notice = NoticeID(high: 0x0199_3A5E_1C20_7C03, low: 0x8E12_7DA4_90B3_6F15)
    static let noticeMessage = NoticeMessageID(high: 0x0199_3A5E_1C20_7C04, low: 0x9F23_8EB5_A1C4_7026)
    static let tenant = TenantID(high: 0x0199_3A59_0000_7001, low: 0x8000_0000_0000_0001)

    static let serial = "5f3a9c01d2e4b6780a1b2c3d4e5f6071"

    /// At 2026-11-21T09:00:00Z.
    static let morning = Instant(seconds: 1_795_251_600)
    /// Ten minutes later.
    static let later = Instant(seconds: 1_795_252_200)
    /// A day later.
    static let nextDay = Instant(seconds: 1_795_338_000)
    /// A week later.
    static let nextWeek = Instant(seconds: 1_795_856_400)
}
