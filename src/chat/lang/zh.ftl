greeting = 您好，欢迎！开户大约只需 { $seconds } 秒。您可以随时问我为什么、返回上一步，或要求人工服务。
not-understood = 抱歉，我没有听懂。
choose-instead = 我还是没有听懂，请从下面选择一项。
stale-choice = 这个按钮属于之前的问题。我们现在在这里：
ask-back = 在操作之前我想先确认一下，请您选择。
thanks-reply = 不客气。
help = 您可以用自己的话回答，也可以点按钮。您可以说“为什么”“返回”“我的名字错了”“换语言”“转人工”或“终止申请”。
paused = 不会丢失任何内容。您随时回来，我们从这里继续。
masked-note = 在自拍比对通过之前，登记机关的信息我只显示一部分。
right = 对吗？
detail = • { $name }：{ $value }
list-joint = |、|
long-date = { $year }年{ $month }月{ $day }日

consent-registry = 我可以向国家登记机关查询您的记录吗？这样表格会自动填好。如果您不同意，还有别的办法。
consent-document = 我可以读取您的证件，并把照片与申请一起保存吗？如果您不同意，这一步由工作人员处理。
consent-biometric = 我可以把您的自拍与证件上的照片比对吗？比对只用于本次申请。如果您不同意，这一步由工作人员处理。
consent-recording = 视频通话可以录像吗？
consent-contact = 我可以就这份申请给您发送消息吗？现在发一个验证码，如果申请搁置了再提醒您。如果您不同意，这一步由工作人员处理。
consent-noted = 谢谢，已记下您的同意。
refusal-noted = 已记下您不同意。我们不会做这类处理；您可以随时改变主意。

ask-number = 请告诉我您的身份证号码和出生日期，可以写在同一条消息里。
ask-birth-date = 您的出生日期是哪天？请写年、月、日。
ask-number-too = 您的出生日期是{ $date }。请问您的身份证号码是多少？
read-identity = 我看到的是 { $number }，出生于{ $date }。对吗？
which-scheme = 这是哪一种号码？
registry-hit = 我在登记机关找到了您，其余内容不用再填：
registry-person = 谢谢。这一步将由工作人员查看。
registry-away = 国家登记机关暂时没有应答。这不会算作您的一次尝试。
number-length = 这个号码的长度不对，请与证件核对。
number-check = 这个号码里有一位不对，请与证件逐位核对。
number-other = 这不像是这里可以使用的身份证号码。
date-unreadable = 我没有看懂这个日期。请写年、月、日。
date-short-year = 请用四位数字写年份。
date-no-such-day = 没有这一天，请核对。
date-future = 这一天还没有到，请核对。

ask-card = { $count ->
        [1] 请拍摄您的证件：有照片的一面。
       *[other] 请拍摄您的证件正反两面。护照只需拍有照片的一页。
    }
ask-card-back = 正面收到了，现在请拍背面。如果是护照，这一页就够了。
card-read = 您的证件已读取：
card-person = 谢谢。您的证件将由工作人员查看。
ask-selfie = 现在请自拍一张。请正视镜头，光线均匀。
selfie-matched = 是您本人，谢谢！
selfie-person = 谢谢。您的自拍将由工作人员查看。
ask-liveness = 现在请证明镜头前是您本人：摄像头会打开，并提示您该做什么，例如转头或短暂闭眼。完成后您会回到这里。
liveness-passed = 确实是您本人在场，谢谢！
liveness-person = 谢谢。这次检测将由工作人员查看。
picture-unusable = 这个文件无法使用，请发送清晰的 JPEG 或 PNG 照片。

ask-address = 银行怎样联系您？请发送带国家代码的手机号码，或您的电子邮箱。
ask-phone = 您的手机号码是多少？请以国家代码开头，例如 +86。
ask-email = 您的电子邮箱是什么？
address-other = 这里不能使用这种联系方式。
address-country = 请在号码前面写上国家代码，例如 +86。
address-phone = 这不像是电话号码，请核对数字。
address-email = 这不像是电子邮箱，请核对。
address-unreachable = 无法向那里发送消息。请核对，或换一个联系方式。
ask-code = 我已向 { $address } 发送了六位数字，请在这里输入。
code-shape = 验证码是六位数字，请查看最新的一条消息。
code-ran-out = 那个验证码已失效。要我发送新的吗？
code-used-up = 验证码不对，而且现在已失效。我给您发一个新的吧。
no-more-codes = 今天不能再给您发送验证码了。这一步可以由工作人员处理。
no-more-codes-there = 今天不能再向那里发送验证码了，请换一个联系方式。
channel-away = 现在无法发送消息，请稍后再试。这不会算作您的一次尝试。
contact-proved = 谢谢，正确。银行现在知道怎样联系您了。
contact-person = 谢谢。工作人员会确认银行能联系到您。
ends-soon = 您的申请将在 { $hours } 小时后失效，之后需要重新开始。现在完成只需片刻。
letter-waiting-subject = 您的申请在等您
letter-waiting = 您的开户申请在等您，内容都还在：请在 { $date } 之前回到银行的应用或页面，从上次的地方继续。
letter-ending-subject = 您的申请即将失效
call-soon = 您与我们的视频通话将于 { $time } 开始。请提前几分钟打开您的申请，并准备好身份证件。
letter-call-subject = 您的视频通话
letter-code-subject = 您的验证码
letter-code = { $code } 是您的开户验证码，{ $minutes } 分钟内有效。请勿告诉任何人，包括银行。
letter-call-code-subject = 视频通话验证码
letter-call-code = { $code } 是您与银行视频通话的验证码，{ $minutes } 分钟内有效。请只在通话页面上输入，切勿告诉任何人，包括通话中的工作人员。

door-choose = 请选择
door-by-number = 请用行首的数字回答。
door-capture-link = 请打开以下页面完成这一步，相机会在页面中打开。此链接仅供您本人使用，且只能使用一次：
    { $link }
door-last-link = 请打开我发给您的最后一个链接。如果它已失效，请给我发消息，我会发送新的链接。
door-pictures-by-link = 为了保护您的照片，我不在这里接收照片。
door-picture-not-now = 目前不需要您发送照片。
door-picture-lost = 这张照片没有完整送达，请再发一次。
door-picture-too-large = 这张照片太大，请发送小一些的照片。
door-unknown-kind = 我无法处理这种类型的消息。请输入文字，或使用按钮。
door-too-fast = 一次发来的消息太多了。请等一分钟再给我发消息。
door-too-long = 这条消息太长了，请说得简短一些。

ask-submit = 全部齐了。就这样提交您的申请吗？
not-ready = 还有一些事要先完成：{ $steps }。
submitted = 您的申请已提交。
waiting = 工作人员正在查看您的申请，您现在不用做任何事。
call-offer = 想直接沟通吗？您可以与工作人员进行视频通话。
call-in-line = 您的视频通话正在排队。请在此页面或应用中打开并稍候，工作人员一有空就会接通。
call-booked = 您的视频通话已预约在 { $date } { $time }。请准备好您的身份证件。
call-on = 视频通话正在进行。
called-off = 通话已取消。您的申请仍会照常审核。
no-call = 目前无法通话，也无法预约。请稍后再试；您的申请仍会照常审核。
recording-demanded = 此视频通话必须录像。可以吗？
approved = 您的申请已通过，欢迎！
declined = 很抱歉，这份申请无法开户。如需了解详情，请咨询银行。
expired = 这份申请已经超时，请重新开始。
withdrawn = 已按您的意愿终止申请，不会再做任何处理。
erased = 这份申请的数据已删除。

ask-nps = 最后一个问题，您愿意的话：您有多大可能向朋友推荐我们银行？0 分为完全不可能，10 分为非常可能。您也可以写几句话。
ask-csat = 最后一个问题，您愿意的话：您对这次开户满意吗？1 分为非常不满意，5 分为非常满意。您也可以写几句话。
ask-ces = 最后一个问题，您愿意的话：这次开户容易吗？1 分为非常困难，7 分为非常容易。您也可以写几句话。
feedback-thanks = 谢谢，您的意见已转达。

why-identification = 法律要求银行了解客户的身份。有了您的号码，登记机关可以确认您的姓名和出生日期，您就不用自己填了。
why-document = 法律要求银行查看有效证件。我来读取，您就不用自己填了。
why-selfie = 为了不让别人用您的证件开户：自拍会与证件上的照片比对。
why-liveness = 为了不让别人使用您的照片：摄像头会看到一个真人按要求做动作。
why-contact = 为了让银行能就您的账户联系您，也为了不让别人冒用您的号码。验证码说明这个号码是您的。
why-submission = 在您提交之前，什么都不会决定，您仍可更正所有内容。
why-nothing = 我现在没有向您索要任何信息。

status = 共 { $total } 步，已完成 { $done } 步，{ $percent }%。
status-open = 还需要：{ $steps }。
fell-corrected = 进度比之前退后了一点，因为有内容更正了，与之相关的步骤要重做。
fell-elsewhere = 进度比之前退后了一点，因为工作人员或另一台设备重新打开了一个步骤。

back-to = 您想修改什么？
nothing-back = 还没有可以返回的内容。
other-way = 那我们改为：{ $step }。
cannot-skip = 这一步不能跳过，但可以由工作人员代为处理。
person-offer = 这一步可以由工作人员处理：您不做这一步直接提交申请，由他们查看。要这样安排吗？
person-later = 您提交申请之后，工作人员可以查看。银行网点也可以帮助您。
cancel-ask = 您想先暂停，还是彻底终止申请？
withdraw-ask = 您确定要彻底终止申请吗？终止后不能再打开。
language-ask = 您想使用哪种语言？
language-set = 从现在起我用中文书写。

which-field = 哪里不对？
ask-value = 应该是什么？请写出正确的内容：{ $field }。
value-noted = 已记下。{ $field }：{ $value }。
value-fault = 这里不能这样填：{ $field }。请再写一次。

attempts-left = { $count ->
        [0] 没有剩余次数了。
       *[other] 还剩 { $count } 次。
    }
example-number = 例如：{ $number }
example-date = 例如：{ $date }
example-card = 小提示：把证件放在窗边的深色桌面上，手机在正上方，让证件占满画面。
example-selfie = 小提示：面向窗户，手机与眼睛同高，摘下墨镜和帽子。
example-liveness = 小提示：手机与眼睛同高，开始时正视镜头，每个动作都要缓慢而清楚。
example-value = 例如：{ $value }
offer-other-way = 还有别的办法：{ $step }。
offer-person = 要让工作人员处理这一步吗？

not-now = 现在还不能这样做。
step-done = 这一步已经完成了。
no-attempt = 这一步没有剩余次数了，工作人员会查看。
try-again = 刚才有其他操作，请再发一次。

advice-no-match = 没有找到与这个号码和出生日期相符的人，请核对。
advice-no-document = 没有看到证件。请把它放在单色平面上并占满画面。
advice-unreadable = 没有完全读出来。请放平、对焦清楚、在均匀光线下重新拍摄。
advice-blurred = 照片模糊了。请拿稳并点按对焦。
advice-glare = 有反光。请倾斜证件或避开灯光。
advice-small = 请靠近一些，让证件占满画面。
advice-corner = 请让证件的四个角都在画面里。
advice-sides = 请拍摄正反两面。
advice-expired = 这份证件已过期，请使用有效的证件。
advice-portrait = 请拍摄证件上有照片的一面。
advice-no-face = 请看镜头，让整张脸都在画面里。
advice-several = 画面里只能有您一个人。
advice-closer = 请靠近镜头。
advice-turned = 请正视镜头。
advice-light = 请找光线均匀的地方，不要太暗，也不要逆光。
advice-face-lost = 从头到尾请让整张脸留在画面中，并靠近镜头。
advice-moves = 请把每个动作做清楚：头向侧面充分转动，双眼闭合片刻。
advice-order = 请只做要求的动作，并按照顺序。
advice-same-person = 从头到尾画面中只能有自拍者本人，光线均匀。
advice-sooner = 用时太长。动作一显示请立即开始。
advice-code = 这不是我发送的验证码。请输入最新一条消息里的六位数字。

step-identification = 身份证号码
step-document = 拍摄证件
step-selfie = 自拍
step-liveness = 活体检测
step-contact = 电话或邮箱
step-submission = 提交

field-full-name = 姓名（拉丁字母）
field-native-name = 姓名
field-family-name = 姓
field-given-names = 名
field-national-id = 身份证号码
field-document-number = 证件号码
field-birth-date = 出生日期
field-sex = 性别
field-nationality = 国籍
field-issuing-state = 签发国
field-issue-date = 签发日期
field-expiry-date = 有效期至
field-address = 地址

label-yes = 是
label-no = 否
label-agree = 我同意
label-refuse = 我不同意
label-submit = 提交
label-correct = 更正内容
label-withdraw = 彻底终止
label-end = 终止申请
label-pause = 先暂停
label-go-on = 继续
label-why = 为什么？
label-help = 帮助
label-person = 人工服务
label-hand-over = 由工作人员处理
label-language = 换语言
label-do = 改做：{ $step }
label-card-only = 这是护照
label-send-again = 再发一次
label-other-address = 换一个联系方式
label-call = 视频沟通
label-call-off = 取消通话
label-score = { $score }
label-scheme = { $scheme }
label-own-name = { $language }
